package io.spillway.streams.source.follow;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * The last bytes before an offset, at most 1024, by their CRC-32C: whether they still stand there
 * says whether a file is the one that was read so far. So many bytes of a log have whole lines,
 * with a time or a number that no other place has.
 */
record Tail(int length, int crc) {
  static final int MOST_BYTES = 1024;

  static final Tail NONE = new Tail(0, 0);

  /** Of {@code bytes[0, end)}. */
  static Tail of(byte[] bytes, int end) {
    int length = Math.min(end, MOST_BYTES);
    CRC32C crc = new CRC32C();
    crc.update(bytes, end - length, length);
    return new Tail(length, (int) crc.getValue());
  }

  /** Whether these bytes stand before {@code offset}. */
  boolean matches(Content content, long offset) throws IOException {
    if (length == 0) {
      return true;
    }
    byte[] there = content.bytes(length, offset - length);
    return there.length == length && of(there, length).equals(this);
  }
}
