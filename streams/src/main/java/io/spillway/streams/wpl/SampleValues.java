package io.spillway.streams.wpl;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
              "time_iso",
              "time_3339",
              "time/rfc3339",
              "time_2822",
              "time/rfc2822",
              "time_timestamp",
              "time/timestamp",
              "time/epoch",
              "bool",
              "sn",
              "auto",
              "ip_net",
              "domain",
              "email",
              "port",
              "url",
              "hex",
              "base64",
              "id_card",
              "mobile_phone",
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
  private static final DateTimeFormatter RFC3339 = form("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
  private static final DateTimeFormatter RFC2822 = form("EEE, dd MMM yyyy HH:mm:ss xx");
  private static final int LONGEST_ARRAY = 4;
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
    return type.equals("digit")
        || type.equals("float")
        || type.equals("port")
        || type.equals("http/status");
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
      case "time",
          "time/clf",
          "time/apache",
          "time/httpd",
          "time/nginx",
          "time_iso",
          "time_3339",
          "time/rfc3339",
          "time_2822",
          "time/rfc2822",
          "time_timestamp",
          "time/timestamp",
          "time/epoch" ->
          time(type, moment().toOffsetDateTime());
      case "bool" -> text.pick(List.of("true", "false", "TRUE", "1", "0"));
      case "sn" -> text.markOr("SN-" + digits());
      case "auto" -> text.oneIn(2) ? digits() : text.phrase(stop);
      case "ip_net" -> "10." + text.between(0, 255) + ".0.0/" + text.between(8, 32);
      case "domain" -> host();
      case "email" -> text.word() + "@" + host();
      case "port" -> Integer.toString(text.between(1, 65_535));
      case "url" -> "https://" + host() + "/" + text.word() + "?id=" + digits();
      case "hex" -> "0x" + Integer.toHexString(text.between(0, Integer.MAX_VALUE - 1));
      case "base64" -> base64(text.phrase(""));
      case "id_card" -> identityCard();
      case "mobile_phone" -> "13" + text.between(100_000_000, 999_999_999);
      case "http/request" -> request();
      case "http/status" -> text.pick(STATUSES);
      case "http/agent", "http/user_agent" -> text.pick(AGENTS);
      case "http/method" -> text.pick(METHODS);
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** A moment as a time type has it. */
  String time(String type, OffsetDateTime moment) {
    ZonedDateTime time = moment.toZonedDateTime();
    return switch (type) {
      case "time" -> text.pick(TIMES).format(time);
      case "time/clf", "time/apache", "time/httpd", "time/nginx" -> CLF.format(time);
      case "time_2822", "time/rfc2822" -> RFC2822.format(time);
      case "time_timestamp", "time/timestamp", "time/epoch" -> Long.toString(time.toEpochSecond());
      default -> RFC3339.format(time);
    };
  }

  /** A value of {@code array} or {@code array/TYPE}, or empty for other types. */
  Optional<String> array(String type) {
    if (!type.equals("array") && !type.startsWith("array/")) {
      return Optional.empty();
    }
    String element = type.equals("array") ? "digit" : type.substring("array/".length());
    List<String> elements = new ArrayList<>();
    for (int i = text.between(0, LONGEST_ARRAY); i > 0; i--) {
      boolean json = element.equals("json");
      String value =
          json ? "{\"n\":" + digits() + "}" : array(element).orElseGet(() -> of(element, ","));
      boolean bare = json || isNumber(element) || element.startsWith("array");
      elements.add(bare ? value : SampleJson.quoted(value));
    }
    return Optional.of("[" + String.join(",", elements) + "]");
  }

  private String host() {
    return text.pick(List.of("www", "shop", "edge-7")) + "." + text.word() + ".example.com";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Seventeen digits and the check digit that belongs to them. */
  private String identityCard() {
    String digits = "11010519" + text.between(100_000_000, 999_999_999);
    return digits + CodedValues.IdCard.checkDigit(digits.getBytes(StandardCharsets.US_ASCII), 0);
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
