package io.spillway.app.gen;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What the traffic is made of: some lines that are sent over and over.
 *
 * @param count how many there are; rounded up to thousands when they are rendered
 * @param line line {@code i} without its end, with {@link #MARK} in it if lines are marked
 */
public record Lines(int count, IntFunction<String> line) {
  /** Stands in marked lines for connection and sequence. */
  public static final String MARK = Block.MARK;

  /** Of a text these are sent, and no more. */
  public static final int MOST_SAMPLES = 100_000;

  private static final int MADE = 4 * Block.THOUSAND;

  /** Lines of a built-in kind. */
  public static Lines of(Kind kind, boolean marked) {
    String mark = marked ? MARK : "";
    return new Lines(Block.THOUSAND, i -> kind.line(i, mark));
  }

  /** The lines of a text; a mark goes behind each. */
  public static Lines of(List<String> samples, boolean marked) {
    String mark = marked ? " " + MARK : "";
    int count = Math.min(samples.size(), MOST_SAMPLES);
    return new Lines(count, i -> samples.get(i % samples.size()) + mark);
  }

  /** Lines made from rules, which put the mark where they like. */
  public static Lines made(IntFunction<String> line) {
    return new Lines(MADE, line);
  }
}
