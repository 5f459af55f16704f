package io.spillway.streams.syslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time. Hot: see {@code SyslogHeaderBench}. A byte of {@code word ^ B} is
 * zero where the word has the byte B; {@link #zeros} sets that byte's high bit and no other.
 */
final class Words {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS_TOGETHER = 0x0102040810204080L;
  private static final long DIGITS = '0' * ONES;
  private static final long SIXES = 6 * ONES;
  private static final long HIGH_NIBBLES = 0xf0f0f0f0f0f0f0f0L;
  private static final long SPACES = ' ' * ONES;
  private static final long COLONS = ':' * ONES;
  private static final long BRACKETS = '[' * ONES;

  private Words() {}

  /** The eight bytes from {@code at} on, the first one lowest. */
  static long at(byte[] in, int at) {
    return (long) WORD.get(in, at);
  }

  private static long zeros(long x) {
    return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
  }

  /** A bit for each space among the 32 bytes from {@code at} on, the first one lowest. */
  static int spaces(byte[] in, int at) {
    return bits(zeros(at(in, at) ^ SPACES))
        | bits(zeros(at(in, at + 8) ^ SPACES)) << 8
        | bits(zeros(at(in, at + 16) ^ SPACES)) << 16
        | bits(zeros(at(in, at + 24) ^ SPACES)) << 24;
  }

  /** The eight high bits of a word, side by side. */
  private static int bits(long highBits) {
    return (int) (((highBits >>> 7) * HIGH_BITS_TOGETHER) >>> 56);
  }

  /** How many of the eight bytes from {@code at} on are digits before one that is none. */
  static int digits(byte[] in, int at) {
    long word = at(in, at);
    long others = ((word & HIGH_NIBBLES) ^ DIGITS) | (((word + SIXES) & HIGH_NIBBLES) ^ DIGITS);
    return Long.numberOfTrailingZeros(others) >>> 3;
  }

  /** Index of the first space in {@code in[from, end)}, or {@code end}. */
  static int space(byte[] in, int from, int end) {
    int i = from;
    for (; i <= end - 8; i += 8) {
      long found = zeros(at(in, i) ^ SPACES);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && in[i] != ' ') {
      i++;
    }
    return i;
  }

  /** Index of the first space, colon or {@code [} in {@code in[from, end)}, or {@code end}. */
  static int mark(byte[] in, int from, int end) {
    int i = from;
    for (; i <= end - 8; i += 8) {
      long word = at(in, i);
      long found = zeros(word ^ SPACES) | zeros(word ^ COLONS) | zeros(word ^ BRACKETS);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && in[i] != ' ' && in[i] != ':' && in[i] != '[') {
      i++;
    }
    return i;
  }
}
