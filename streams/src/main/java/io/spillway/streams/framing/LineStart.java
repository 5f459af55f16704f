package io.spillway.streams.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which lines begin a record. Looks at bytes in place, makes nothing per line, and bounds how
 * often it looks, so that backtracking can't run away on hostile text; past the bound the pattern
 * is not there. One thread.
 */
final class LineStart {
  private static final long LEAST_STEPS = 100_000;
  private static final int STEPS_PER_BYTE = 100;

  private final Matcher matcher;
  private final boolean continuation;
  private final Line line = new Line();

  LineStart(Multiline joining) {
    String bytes = new String(joining.pattern().getBytes(UTF_8), ISO_8859_1);
    this.matcher = Pattern.compile(bytes).matcher("");
    this.continuation = joining.continuation();
  }

  boolean test(byte[] bytes, int from, int to) {
    line.set(bytes, from, to);
    return continuation != find();
  }

  private boolean find() {
    try {
      return matcher.reset(line).find();
    } catch (TooManySteps | StackOverflowError tooMuch) {
      return false;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }

  /** A line as text of a character per byte, counting looks. */
  private static final class Line implements CharSequence {
    private byte[] bytes = {};
    private int from;
    private int to;
    private long left;

    void set(byte[] inBytes, int lineFrom, int lineTo) {
      bytes = inBytes;
      from = lineFrom;
      to = lineTo;
      left = LEAST_STEPS + (long) STEPS_PER_BYTE * (lineTo - lineFrom);
    }

    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new TooManySteps();
      }
      return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return toString().substring(start, end);
    }

    @Override
    public String toString() {
      return new String(bytes, from, to - from, ISO_8859_1);
    }
  }
}
