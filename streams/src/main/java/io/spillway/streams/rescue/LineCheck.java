package io.spillway.streams.rescue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Tells a whole rescue line from a torn or altered one by its last member. One thread. */
final class LineCheck {
  /** {@code ,"crc":"01234567"}}. */
  static final int TAIL = 18;

  private static final byte[] BEFORE = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);

  private final CRC32C crc = new CRC32C();

  /** Whether {@code in[start, end)}, without its line feed, carries the right CRC. */
  boolean whole(byte[] in, int start, int end) {
    int tail = end - TAIL;
    if (tail <= start || in[end - 1] != '}' || in[end - 2] != '"') {
      return false;
    }
    for (int i = 0; i < BEFORE.length; i++) {
      if (in[tail + i] != BEFORE[i]) {
        return false;
      }
    }
    crc.reset();
    crc.update(in, start, tail - start);
    return crc.getValue() == hex(in, tail + BEFORE.length);
  }

  /** An object without its closing brace, with its CRC, brace and line feed. */
  static byte[] sealed(byte[] open, int length) {
    CRC32C crc = new CRC32C();
    crc.update(open, 0, length);
    byte[] tail =
        String.format("%s%08x\"}\n", new String(BEFORE, StandardCharsets.US_ASCII), crc.getValue())
            .getBytes(StandardCharsets.US_ASCII);
    byte[] line = Arrays.copyOf(open, length + tail.length);
    System.arraycopy(tail, 0, line, length, tail.length);
    return line;
  }

  private static long hex(byte[] in, int at) {
    long value = 0;
    for (int i = at; i < at + 8; i++) {
      int digit = Character.digit(in[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
