package io.spillway.app.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts on the command line, written as in the configuration. */
final class Quantities {
  private Quantities() {}

  /** {@code 90s}, {@code 5m}; a bare number is seconds. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      String time = text.chars().allMatch(Character::isDigit) ? text + "s" : text;
      try {
        return ConfigFactory.parseMap(Map.of("x", time)).getDuration("x");
      } catch (ConfigException wrong) {
        throw new TypeConversionException("'" + text + "' is not a time, as 500ms, 90s or 5m");
      }
    }
  }

  /** {@code 200000}, {@code 200k}, {@code 1m}; positive. */
  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT).replace("_", "");
      long unit = lower.endsWith("k") ? 1_000 : lower.endsWith("m") ? 1_000_000 : 1;
      try {
        long number = Long.parseLong(unit == 1 ? lower : lower.substring(0, lower.length() - 1));
        if (number > 0) {
          return Math.multiplyExact(number, unit);
        }
      } catch (ArithmeticException | NumberFormatException wrong) {
        throw notACount(text);
      }
      throw notACount(text);
    }

    private static TypeConversionException notACount(String text) {
      return new TypeConversionException("'" + text + "' is not a number, as 5000, 200k or 1m");
    }
  }
}
