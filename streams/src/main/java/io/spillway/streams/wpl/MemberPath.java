package io.spillway.streams.wpl;

import java.util.Arrays;

/**
 * The path of the member of {@code proto_text} at hand, {@code a/b[0]}. One matcher's; whoever
 * appends sets {@link #end} back when done.
 */
final class MemberPath {
  private static final int LONGEST_INDEX = 16;

  byte[] bytes = new byte[128];

  /** Where the path of the value that is being read begins: values may be within values. */
  int start;

  int end;

  void clear() {
    start = 0;
    end = 0;
  }

  void append(byte[] from, int first, int last) {
    int length = last - first;
    if (bytes.length - end < length + LONGEST_INDEX) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length + LONGEST_INDEX));
    }
    System.arraycopy(from, first, bytes, end, length);
    end += length;
  }

  void append(byte b) {
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    bytes[end++] = b;
  }

  /** Appends {@code [index]}. */
  void appendIndex(int index) {
    if (bytes.length - end < LONGEST_INDEX) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    end = PassingPlaces.appendIndex(index, bytes, end);
  }
}
