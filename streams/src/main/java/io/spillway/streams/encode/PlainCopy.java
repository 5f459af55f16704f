package io.spillway.streams.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies bytes eight at a time, past the end where the arrays allow it. Callers have made room for
 * {@link #SLACK} bytes more than they asked for. Stateless; measured by {@code JsonEncodeBench}.
 */
final class PlainCopy {
  /** How many bytes after the last one may be overwritten. */
  static final int SLACK = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long TWOS = 0x0202020202020202L;
  private static final long BANGS = 0x2121212121212121L;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

  private PlainCopy() {}

  /**
   * Copies from {@code in[start, end)} what may stand in a JSON string as it is, and stops at the
   * first byte that may not, or where fewer than eight bytes are left in the array. Returns how
   * many bytes were copied.
   */
  static int plain(byte[] in, int start, int end, byte[] out, int at) {
    int safe = Math.min(end, in.length - Long.BYTES + 1);
    int from = start;
    for (; from < safe; from += Long.BYTES) {
      long word = (long) LONG.get(in, from);
      LONG.set(out, at + from - start, word);
      // below 0x20 or a quote: the same as below 0x21 with bit 1 turned over; exact up to and
      // including the first byte found, which is all that is asked
      long found = (word | ((word ^ TWOS) - BANGS) | ((word ^ BACKSLASHES) - ONES)) & HIGHS;
      if (found != 0) {
        int plain = Long.numberOfTrailingZeros(found) >>> 3;
        return Math.min(from + plain, end) - start;
      }
    }
    return Math.min(from, end) - start;
  }

  /** Copies {@code in[start, end)}. */
  static void any(byte[] in, int start, int end, byte[] out, int at) {
    if (end + Long.BYTES > in.length || end - start > 4 * Long.BYTES) {
      System.arraycopy(in, start, out, at, end - start);
      return;
    }
    for (int from = start; from < end; from += Long.BYTES) {
      LONG.set(out, at + from - start, (long) LONG.get(in, from));
    }
  }

  /** Copies a key whose length is a multiple of eight. */
  static void padded(byte[] key, byte[] out, int at) {
    for (int i = 0; i < key.length; i += Long.BYTES) {
      LONG.set(out, at + i, (long) LONG.get(key, i));
    }
  }
}
