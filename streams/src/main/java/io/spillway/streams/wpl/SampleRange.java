package io.spillway.streams.wpl;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/** Values between two bounds, both included: numbers, IPv4 addresses and moments. */
final class SampleRange {
  private static final Set<String> WHOLE = Set.of("digit", "port", "http/status", "auto", "sn");
  private static final int MOST_DECIMALS = 9;

  private SampleRange() {}

  /**
   * A value of the type.
   *
   * @throws IllegalArgumentException if the bounds are none of it; says what they should be
   */
  static String draw(String type, LineValues.Range range, SampleValues values, SampleText text) {
    try {
      if (WHOLE.contains(type) || type.equals("chars")) {
        return Long.toString(whole(range.from(), range.to(), text));
      } else if (type.equals("float")) {
        return decimal(range, text);
      } else if (type.equals("ip")) {
        return address(whole(bits(range.from()), bits(range.to()), text));
      } else if (type.startsWith("time")) {
        long from = Instant.parse(range.from()).toEpochMilli();
        long to = Instant.parse(range.to()).toEpochMilli();
        return values.time(
            type, Instant.ofEpochMilli(whole(from, to, text)).atOffset(ZoneOffset.UTC));
      }
    } catch (NumberFormatException | DateTimeException wrong) {
      throw new IllegalArgumentException(wanted(type), wrong);
    }
    throw new IllegalArgumentException("choices, the type " + type + " has no ranges");
  }

  private static String wanted(String type) {
    return type.equals("ip")
        ? "two IPv4 addresses"
        : type.startsWith("time")
            ? "two times like 2026-03-05T00:00:00Z"
            : "two " + (type.equals("float") ? "numbers" : "whole numbers");
  }

  private static long whole(String from, String to, SampleText text) {
    return whole(Long.parseLong(from), Long.parseLong(to), text);
  }

  private static long whole(long from, long to, SampleText text) {
    if (from > to) {
      throw new IllegalArgumentException("the smaller bound first");
    }
    return text.between(from, to);
  }

  private static String decimal(LineValues.Range range, SampleText text) {
    BigDecimal from = new BigDecimal(range.from());
    BigDecimal to = new BigDecimal(range.to());
    int scale = Math.min(MOST_DECIMALS, Math.max(1, Math.max(from.scale(), to.scale())));
    long low = from.setScale(scale, RoundingMode.CEILING).unscaledValue().longValueExact();
    long high = to.setScale(scale, RoundingMode.FLOOR).unscaledValue().longValueExact();
    return BigDecimal.valueOf(whole(low, high, text), scale).toPlainString();
  }

  private static long bits(String address) {
    String[] parts = address.split("\\.", -1);
    long bits = 0;
    for (String part : parts) {
      int value = Integer.parseInt(part);
      if (value < 0 || value > 255 || parts.length != 4) {
        throw new NumberFormatException(address);
      }
      bits = (bits << 8) | value;
    }
    return bits;
  }

  private static String address(long bits) {
    return (bits >> 24)
        + "."
        + ((bits >> 16) & 255)
        + "."
        + ((bits >> 8) & 255)
        + "."
        + (bits & 255);
  }
}
