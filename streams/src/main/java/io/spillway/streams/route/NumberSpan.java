package io.spillway.streams.route;

import java.nio.charset.StandardCharsets;

/**
 * Numbers read from bytes. Makes no object but for those with more than 18 digits or a large
 * exponent. Stateless.
 */
final class NumberSpan {
  private static final int LONG_DIGITS = 18;
  private static final int EXACT_POWER = 22;
  private static final long EXACT_MANTISSA = 1L << 53;
  private static final double[] POWERS = new double[EXACT_POWER + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private NumberSpan() {}

  /** Whether it is a decimal number: {@code -12}, {@code 3.5}, {@code 1e9}. */
  static boolean isNumber(byte[] in, int start, int end) {
    int at = skipSign(in, start, end, false);
    int next = skipDigits(in, at, end);
    if (next == at) {
      return false;
    }
    if (next < end && in[next] == '.') {
      at = next + 1;
      next = skipDigits(in, at, end);
      if (next == at) {
        return false;
      }
    }
    if (next < end && (in[next] == 'e' || in[next] == 'E')) {
      at = skipSign(in, next + 1, end, true);
      next = skipDigits(in, at, end);
      if (next == at) {
        return false;
      }
    }
    return next == end;
  }

  /** Of a number: whether {@link #toLong} can tell its value. */
  static boolean isLong(byte[] in, int start, int end) {
    int at = skipSign(in, start, end, false);
    return end - at <= LONG_DIGITS && skipDigits(in, at, end) == end;
  }

  static long toLong(byte[] in, int start, int end) {
    int at = skipSign(in, start, end, false);
    long value = 0;
    for (int i = at; i < end; i++) {
      value = value * 10 + in[i] - '0';
    }
    return at > start ? -value : value;
  }

  static double toDouble(byte[] in, int start, int end) {
    int at = skipSign(in, start, end, false);
    long mantissa = 0;
    int digits = 0;
    int power = 0;
    boolean fraction = false;
    for (; at < end && in[at] != 'e' && in[at] != 'E'; at++) {
      if (in[at] == '.') {
        fraction = true;
      } else {
        mantissa = mantissa * 10 + in[at] - '0';
        digits += mantissa == 0 ? 0 : 1;
        power -= fraction ? 1 : 0;
      }
    }
    boolean plain = at == end && digits <= LONG_DIGITS && mantissa <= EXACT_MANTISSA;
    if (!plain || -power > EXACT_POWER) {
      return Double.parseDouble(new String(in, start, end - start, StandardCharsets.US_ASCII));
    }
    double value = mantissa / POWERS[-power];
    return in[start] == '-' ? -value : value;
  }

  private static int skipSign(byte[] in, int at, int end, boolean plusToo) {
    boolean sign = at < end && (in[at] == '-' || (plusToo && in[at] == '+'));
    return sign ? at + 1 : at;
  }

  private static int skipDigits(byte[] in, int from, int end) {
    int at = from;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    return at;
  }
}
