package io.spillway.streams.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes bytes as JSON strings (RFC 8259). What is not UTF-8 becomes U+FFFD, one for each maximal
 * subpart of an ill-formed sequence, and is counted. Stateless, makes no object; text without
 * escapes is copied eight bytes at a time.
 */
public final class JsonText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private JsonText() {}

  /**
   * Writes {@code in[start, end)} quoted and escaped to {@code out[at...]}, where the caller has
   * made room for {@code 6 * (end - start) + 2} bytes. Returns the position after it.
   */
  public static int write(byte[] in, int start, int end, byte[] out, int at) {
    return position(writeCounting(in, start, end, out, at));
  }

  /** Bytes that {@link #write} writes. Looks at each byte by itself. */
  static long length(byte[] in, int start, int end) {
    long length = 2;
    int from = start;
    while (from < end) {
      byte b = in[from];
      if (b >= 0) {
        length += asciiLength(b);
        from++;
      } else {
        int sequence = Utf8.sequence(in, from, end);
        length += sequence > 0 ? sequence : 3;
        from += Math.abs(sequence);
      }
    }
    return length;
  }

  private static int asciiLength(byte b) {
    return switch (b) {
      case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
      default -> b >= 0x20 ? 1 : 6;
    };
  }

  /** As {@link #write}; the answer holds {@link #position} and {@link #replaced}. */
  public static long writeCounting(byte[] in, int start, int end, byte[] out, int at) {
    out[at] = '"';
    long answer = writeUnquoted(in, start, end, out, at + 1);
    out[position(answer)] = '"';
    return answer + 1;
  }

  /** As {@link #writeCounting}, without the quotes around it. */
  public static long writeUnquoted(byte[] in, int start, int end, byte[] out, int at) {
    int from = start;
    int to = at;
    long replaced = 0;
    while (from < end) {
      if (end - from >= Long.BYTES) {
        long word = (long) LONG.get(in, from);
        LONG.set(out, to, word);
        int plain = plainBytes(word);
        from += plain;
        to += plain;
        if (plain == Long.BYTES) {
          continue;
        }
      }
      byte b = in[from];
      if (b >= 0x20 && b != '"' && b != '\\') {
        out[to++] = b;
        from++;
      } else if (b >= 0) {
        to = escape(b, out, to);
        from++;
      } else {
        int length = Utf8.sequence(in, from, end);
        if (length > 0) {
          for (int stop = from + length; from < stop; from++) {
            out[to++] = in[from];
          }
        } else {
          out[to++] = (byte) 0xef;
          out[to++] = (byte) 0xbf;
          out[to++] = (byte) 0xbd;
          from -= length;
          replaced++;
        }
      }
    }
    return replaced << 32 | to;
  }

  /** The position after the text, from the answer of {@link #writeCounting}. */
  public static int position(long answer) {
    return (int) answer;
  }

  /** How many U+FFFD were put in, from the answer of {@link #writeCounting}. */
  public static int replaced(long answer) {
    return (int) (answer >>> 32);
  }

  /** How many of the word's bytes, from its first on, are ASCII that needs no escape. */
  private static int plainBytes(long word) {
    long quote = word ^ 0x2222222222222222L;
    long backslash = word ^ 0x5c5c5c5c5c5c5c5cL;
    // exact up to and including the first byte found, which is all that is asked
    long found =
        (word | (word - 0x2020202020202020L) | (quote - ONES) | (backslash - ONES)) & HIGHS;
    return found == 0 ? Long.BYTES : Long.numberOfTrailingZeros(found) >>> 3;
  }

  private static int escape(byte b, byte[] out, int at) {
    int to = at;
    out[to++] = '\\';
    switch (b) {
      case '"', '\\' -> out[to++] = b;
      case '\n' -> out[to++] = 'n';
      case '\r' -> out[to++] = 'r';
      case '\t' -> out[to++] = 't';
      case '\b' -> out[to++] = 'b';
      case '\f' -> out[to++] = 'f';
      default -> {
        out[to++] = 'u';
        out[to++] = '0';
        out[to++] = '0';
        out[to++] = HEX[b >> 4];
        out[to++] = HEX[b & 15];
      }
    }
    return to;
  }
}
