package io.spillway.streams.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** How enums, sizes and times are written in a configuration. */
public final class Words {
  private static final int LONGEST_VALUE = 80;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Words() {}

  /** The kebab-case word of an enum constant: {@code octet-counted}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A size in the largest unit that makes it whole: {@code 32 KiB}. */
  public static String size(long bytes) {
    int unit = 0;
    long size = bytes;
    while (size >= 1024 && size % 1024 == 0 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return size + " " + UNITS[unit];
  }

  /**
   * A time in the largest unit that makes it whole: {@code 100ms}, {@code 60s}, {@code 24h}, {@code
   * 7d}.
   */
  public static String time(Duration time) {
    long millis = time.toMillis();
    if (millis == 0 || millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds + "s";
  }

  /** A number without needless zeros: {@code 0}, {@code 0.25}. */
  public static String decimal(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  static String quoteIfNeeded(String text) {
    boolean plain =
        !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '#' && c < 127);
    return plain ? text : '"' + text.replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  static String shorten(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 3) + "...";
  }
}
