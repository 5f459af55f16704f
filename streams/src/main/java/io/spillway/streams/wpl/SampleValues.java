package io.spillway.streams.wpl;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Random values of simple types, as they stand in a log line. */
final class SampleValues {
  /** Types whose values are drawn here. */
  static final Set<String> TYPES =
      new TreeSet<>(
          List.of(
              "chars",
              "_",
              "digit",
              "float",
              "ip",
              "time",
              "time/clf",
              "time/apache",
              "time/httpd",
              "time/nginx",
              "http/request",
              "http/status",
              "http/agent",
              "http/user_agent",
              "http/method"));

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH");
  private static final List<String> PATHS =
      List.of("/", "/index.html", "/api/v1/orders", "/static/js/app.min.js", "/nginx-logo.png");
  private static final List<String> STATUSES =
      List.of("200", "200", "200", "204", "301", "304", "404", "499", "500", "503");
  private static final List<String> AGENTS =
      List.of(
          "curl/8.5.0",
          "-",
          "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36");
  private static final List<DateTimeFormatter> TIMES =
      List.of(
          form("yyyy-MM-dd'T'HH:mm:ssXXX"),
          form("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
          form("yyyy-MM-dd HH:mm:ss"),
          form("yyyy/MM/dd HH:mm:ss"),
          form("EEE, dd MMM yyyy HH:mm:ss xx"),
          form("dd/MMM/yyyy:HH:mm:ss xx"));
  private static final DateTimeFormatter CLF = form("dd/MMM/yyyy:HH:mm:ss xx");
  private static final ZonedDateTime FIRST_TIME =
      ZonedDateTime.of(2025, 8, 6, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final int DAY_MILLIS = 86_400_000;

  private final SampleText text;

  SampleValues(SampleText text) {
    this.text = text;
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /** Whether JSON writes values of the type without quotes. */
  static boolean isNumber(String type) {
    return type.equals("digit") || type.equals("float") || type.equals("http/status");
  }

  /**
   * A value of a type in {@link #TYPES}.
   *
   * @param stop what text must not hold, so that it ends where it should
   */
  String of(String type, String stop) {
    return switch (type) {
      case "chars", "_" -> text.phrase(stop);
      case "digit" -> digits();
      case "float" -> digits() + "." + text.between(0, 999);
      case "ip" -> address();
      case "time" -> text.pick(TIMES).format(moment());
      case "time/clf", "time/apache", "time/httpd", "time/nginx" -> CLF.format(moment());
      case "http/request" -> request();
      case "http/status" -> text.pick(STATUSES);
      case "http/agent", "http/user_agent" -> text.pick(AGENTS);
      case "http/method" -> text.pick(METHODS);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private String digits() {
    return Integer.toString(text.between(0, text.oneIn(3) ? 99_999_999 : 999));
  }

  private String address() {
    if (text.oneIn(8)) {
      return "2001:db8::" + Integer.toHexString(text.between(1, 0xffff));
    }
    return "10." + text.between(0, 255) + "." + text.between(0, 255) + "." + text.between(1, 254);
  }

  private ZonedDateTime moment() {
    ZonedDateTime time = FIRST_TIME.plusNanos(text.between(0, DAY_MILLIS) * 1_000_000L);
    return text.oneIn(2) ? time.withZoneSameInstant(ZoneOffset.ofHours(2)) : time;
  }

  private String request() {
    String query = text.oneIn(2) ? "?id=" + digits() : "";
    String marked = text.markOr("");
    String path = text.pick(PATHS) + (marked.isEmpty() ? query : "?t=" + marked);
    return text.pick(METHODS) + " " + path + " HTTP/1.1";
  }
}
