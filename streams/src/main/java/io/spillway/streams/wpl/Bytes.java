package io.spillway.streams.wpl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches and tests over spans of bytes, eight bytes at a time where it pays. Stateless; hot path,
 * see {@code NginxLineBench}.
 */
final class Bytes {
  /** What searches and readers answer when there is nothing. */
  static final int NONE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private static final long SLASHES = '\\' * ONES;

  /** Makes a quote the byte right behind the control characters. */
  private static final long SWAP_QUOTE_AND_SPACE = ('"' ^ ' ') * ONES;

  private static final long QUOTE_OR_CONTROL = (' ' + 1) * ONES;

  private Bytes() {}

  /** The eight bytes at {@code at}, which lie in the array. */
  static long word(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }

  /** Position of the first {@code b} in {@code in[from, to)}, or {@link #NONE}. */
  static int indexOf(byte[] in, int from, int to, byte b) {
    long pattern = (b & 0xffL) * ONES;
    int at = from;
    while (to - at >= 2 * Long.BYTES) {
      long x = (long) LONG.get(in, at) ^ pattern;
      long y = (long) LONG.get(in, at + Long.BYTES) ^ pattern;
      long inFirst = (x - ONES) & ~x & HIGHS;
      long inSecond = (y - ONES) & ~y & HIGHS;
      if ((inFirst | inSecond) != 0) {
        return inFirst != 0
            ? at + (Long.numberOfTrailingZeros(inFirst) >>> 3)
            : at + Long.BYTES + (Long.numberOfTrailingZeros(inSecond) >>> 3);
      }
      at += 2 * Long.BYTES;
    }
    if (to - at >= Long.BYTES) {
      long x = (long) LONG.get(in, at) ^ pattern;
      long found = (x - ONES) & ~x & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    for (; at < to; at++) {
      if (in[at] == b) {
        return at;
      }
    }
    return NONE;
  }

  /** As {@link #indexOf(byte[], int, int, byte)} for either of two bytes. */
  static int indexOfEither(byte[] in, int from, int to, byte a, byte b) {
    long first = (a & 0xffL) * ONES;
    long second = (b & 0xffL) * ONES;
    int at = from;
    while (to - at >= Long.BYTES) {
      long word = (long) LONG.get(in, at);
      long x = word ^ first;
      long y = word ^ second;
      long found = (((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    for (; at < to; at++) {
      if (in[at] == a || in[at] == b) {
        return at;
      }
    }
    return NONE;
  }

  /**
   * Position of the first quote, backslash or control character in {@code in[from, to)}, or {@link
   * #NONE}: where plain text of a JSON string ends.
   */
  static int indexOfJsonMark(byte[] in, int from, int to) {
    int at = from;
    while (to - at >= 2 * Long.BYTES) {
      long inFirst = jsonMarks((long) LONG.get(in, at));
      long inSecond = jsonMarks((long) LONG.get(in, at + Long.BYTES));
      if ((inFirst | inSecond) != 0) {
        return inFirst != 0
            ? at + (Long.numberOfTrailingZeros(inFirst) >>> 3)
            : at + Long.BYTES + (Long.numberOfTrailingZeros(inSecond) >>> 3);
      }
      at += 2 * Long.BYTES;
    }
    for (; at < to; at++) {
      byte b = in[at];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return at;
      }
    }
    return NONE;
  }

  /** The high bit of the first byte that is such a mark, and perhaps of bytes behind it. */
  private static long jsonMarks(long word) {
    long slash = word ^ SLASHES;
    long quoteOrControl = (word ^ SWAP_QUOTE_AND_SPACE) - QUOTE_OR_CONTROL;
    return ((quoteOrControl & ~word) | ((slash - ONES) & ~slash)) & HIGHS;
  }

  /** Position of the first {@code needle} in {@code in[from, to)}, or {@link #NONE}. */
  static int indexOf(byte[] in, int from, int to, byte[] needle) {
    int last = to - needle.length;
    int at = from;
    while (at <= last) {
      at = indexOf(in, at, last + 1, needle[0]);
      if (at < 0) {
        return NONE;
      }
      if (startsWith(in, at, to, needle)) {
        return at;
      }
      at++;
    }
    return NONE;
  }

  static boolean startsWith(byte[] in, int at, int end, byte[] prefix) {
    if (end - at < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (in[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean equal(byte[] a, int start, int end, byte[] b) {
    return end - start == b.length && startsWith(a, start, end, b);
  }

  /** Position of the first byte from {@code at} on that is no white space, or {@code end}. */
  static int skipSpace(byte[] in, int at, int end) {
    return at < end && in[at] > ' ' ? at : skipSpaceSlowly(in, at, end);
  }

  private static int skipSpaceSlowly(byte[] in, int at, int end) {
    int p = at;
    while (p < end && isSpace(in[p])) {
      p++;
    }
    return p;
  }

  /** End of the text in {@code in[at, end)} without white space at its end. */
  static int trimEnd(byte[] in, int at, int end) {
    int p = end;
    while (p > at && isSpace(in[p - 1])) {
      p--;
    }
    return p;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Whether {@code b} goes on with a word: letter, digit, underscore or not ASCII. */
  static boolean isWord(byte b) {
    return b < 0 || isLetter(b) || isDigit(b) || b == '_';
  }

  /** The value of a hexadecimal digit, or {@link #NONE}. */
  static int hexValue(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : NONE;
  }

  /** Whether {@code in[start, end)} is {@code word}, given in lower case, in any case. */
  static boolean equalIgnoringCase(byte[] in, int start, int end, String word) {
    if (end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((in[start + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
