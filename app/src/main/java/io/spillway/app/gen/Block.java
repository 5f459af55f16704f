package io.spillway.app.gen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Lines rendered once, to be sent over and over; a multiple of 1,000 of them, so that between two
 * rounds only the upper digits of the marks' sequences change. Not thread-safe.
 */
final class Block {
  /** How a line is told from the next. */
  enum Framing {
    NEWLINE,
    OCTET_COUNTED
  }

  static final int THOUSAND = 1000;

  /** {@code cid00s0000000000}: connection and sequence. */
  static final String MARK = "cid00s0000000000";

  private static final int SEQUENCE_AT = 6;
  private static final int UPPER_DIGITS = 7;

  private final ByteBuffer bytes;
  private final int[] starts;
  private final int[] marks;

  private Block(ByteBuffer bytes, int[] starts, int[] marks) {
    this.bytes = bytes;
    this.starts = starts;
    this.marks = marks;
  }

  /** Renders {@code lines} lines of connection {@code connection}, marked or not. */
  static Block render(
      int lines, IntFunction<String> line, Framing framing, boolean marked, int connection) {
    List<byte[]> all = new ArrayList<>(lines);
    int[] starts = new int[lines + 1];
    int[] marks = new int[marked ? lines : 0];
    for (int i = 0; i < lines; i++) {
      byte[] framed = frame(line.apply(i), framing);
      all.add(framed);
      starts[i + 1] = Math.addExact(starts[i], framed.length);
      if (marked) {
        int at = new String(framed, StandardCharsets.ISO_8859_1).lastIndexOf(MARK);
        marks[i] = starts[i] + at;
        digits(framed, at + 3, 2, connection);
        digits(framed, at + SEQUENCE_AT + UPPER_DIGITS, 3, i % THOUSAND);
      }
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(starts[lines]);
    all.forEach(bytes::put);
    return new Block(bytes.flip(), starts, marks);
  }

  private static byte[] frame(String line, Framing framing) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String framed = framing == Framing.NEWLINE ? text + "\n" : bytes.length + " " + text;
    return framed.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Writes the upper digits of the sequences, the first line's being {@code first}. */
  void number(long first) {
    byte[] digits = new byte[UPPER_DIGITS];
    for (int i = 0; i < marks.length; i++) {
      if (i % THOUSAND == 0) {
        digits(digits, 0, UPPER_DIGITS, (first + i) / THOUSAND);
      }
      bytes.put(marks[i] + SEQUENCE_AT, digits);
    }
  }

  int lines() {
    return starts.length - 1;
  }

  int bytes() {
    return starts[lines()];
  }

  /** Offset of a line's first byte; of {@code lines()} the end. */
  int start(int line) {
    return starts[line];
  }

  /** How many lines lie wholly in the first {@code length} bytes. */
  int linesIn(int length) {
    int at = java.util.Arrays.binarySearch(starts, length);
    return at >= 0 ? at : -at - 2;
  }

  /** A view with its own position; the bytes are shared. */
  ByteBuffer view() {
    return bytes.duplicate();
  }

  private static void digits(byte[] to, int at, int count, long number) {
    long rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
