package io.spillway.streams.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds record ends of one byte eight bytes at a time. Hot: see {@code FramingBench}. A byte of
 * {@code word ^ eight} is zero where the word has the byte that {@code eight} repeats; the sum
 * below sets that byte's high bit and no other.
 */
final class Delimiters {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

  private Delimiters() {}

  /** The byte eight times, for {@link #indexOf}. */
  static long eight(byte delimiter) {
    return (delimiter & 0xff) * ONES;
  }

  /** Index of the first such byte in {@code bytes[from, to)}, or -1. */
  static int indexOf(byte[] bytes, int from, int to, long eight) {
    int i = from;
    for (; i <= to - 32; i += 32) {
      long a = matches((long) WORD.get(bytes, i) ^ eight);
      long b = matches((long) WORD.get(bytes, i + 8) ^ eight);
      long c = matches((long) WORD.get(bytes, i + 16) ^ eight);
      long d = matches((long) WORD.get(bytes, i + 24) ^ eight);
      if ((a | b | c | d) != 0) {
        return i + first(a, b, c, d);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == (byte) eight) {
        return i;
      }
    }
    return -1;
  }

  private static int first(long a, long b, long c, long d) {
    if (a != 0) {
      return Long.numberOfTrailingZeros(a) >>> 3;
    } else if (b != 0) {
      return 8 + (Long.numberOfTrailingZeros(b) >>> 3);
    } else if (c != 0) {
      return 16 + (Long.numberOfTrailingZeros(c) >>> 3);
    }
    return 24 + (Long.numberOfTrailingZeros(d) >>> 3);
  }

  private static long matches(long x) {
    return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
  }
}
