package io.spillway.streams.encode;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Formats of times spelled as {@code strftime} does: {@code %Y-%m-%d}. */
final class TimePattern {
  private TimePattern() {}

  /** The format behind {@code @time} in a template, colon included. */
  static DateTimeFormatter of(String format) {
    DateTimeFormatterBuilder built = new DateTimeFormatterBuilder();
    if (!format.startsWith(":") || format.length() < 2) {
      throw new IllegalArgumentException(
          "${@time" + format + "} is not ${@time} or ${@time:FORMAT}, as in ${@time:%Y-%m-%d}");
    }
    for (int at = 1; at < format.length(); at++) {
      char c = format.charAt(at);
      if (c == '%' && at + 1 < format.length()) {
        letter(built, format.charAt(++at));
      } else {
        built.appendLiteral(c);
      }
    }
    return built.toFormatter(Locale.ROOT);
  }

  private static void letter(DateTimeFormatterBuilder built, char letter) {
    switch (letter) {
      case 'Y' -> built.appendValue(ChronoField.YEAR, 4);
      case 'm' -> built.appendValue(ChronoField.MONTH_OF_YEAR, 2);
      case 'd' -> built.appendValue(ChronoField.DAY_OF_MONTH, 2);
      case 'H' -> built.appendValue(ChronoField.HOUR_OF_DAY, 2);
      case 'M' -> built.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
      case 'S' -> built.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
      case 'j' -> built.appendValue(ChronoField.DAY_OF_YEAR, 3);
      case 's' -> built.appendValue(ChronoField.INSTANT_SECONDS);
      case 'F' -> built.appendPattern("uuuu-MM-dd");
      case 'T' -> built.appendPattern("HH:mm:ss");
      case 'b' -> built.appendPattern("MMM");
      case '%' -> built.appendLiteral('%');
      default ->
          throw new IllegalArgumentException(
              "%" + letter + " is none of %Y %m %d %H %M %S %j %s %F %T %b %%");
    }
  }
}
