package io.spillway.streams.wpl;

import java.util.regex.Pattern;

/**
 * Searches by a regular expression with a bound on the characters looked at, so that backtracking
 * cannot run away on hostile text; past the bound, and past the stack, there is no match.
 */
final class BoundedRegex {
  private static final int STEPS_PER_CHARACTER = 100;

  private BoundedRegex() {}

  static boolean find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Bounded(text)).find();
    } catch (Exhausted | StackOverflowError tooMuch) {
      return false;
    }
  }

  private static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("too many steps", null, false, false);
    }
  }

  /** Counts reads. */
  private static final class Bounded implements CharSequence {
    private final String text;
    private long left;

    Bounded(String text) {
      this.text = text;
      this.left = 100_000L + (long) text.length() * STEPS_PER_CHARACTER;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new Exhausted();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
