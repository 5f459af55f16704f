package io.spillway.streams.wpl;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Random words and texts that look like those of logs. One line's; the same seed draws the same.
 * The line's mark, if it has one, stands in the first text that may hold it.
 */
final class SampleText {
  private static final List<String> WORDS =
      Stream.concat(SampleWords.COMMON.stream(), Stream.of("edge-7", "v2")).toList();
  private static final int TRIES = 20;
  private static final int LONGEST_PHRASE = 4;

  private final SplittableRandom random;
  private String mark;

  SampleText(long seed, String mark) {
    this.random = new SplittableRandom(seed);
    this.mark = mark;
  }

  /** From {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** As {@link #between(int, int)}. */
  long between(long least, long most) {
    return most == Long.MAX_VALUE ? random.nextLong(least, most) : random.nextLong(least, most + 1);
  }

  /** One of them, each as often as its weight says; no weights: all the same. */
  String weighted(List<String> texts, List<Double> weights) {
    if (weights.isEmpty()) {
      return pick(texts);
    }
    double all = weights.stream().mapToDouble(Double::doubleValue).sum();
    double at = random.nextDouble() * all;
    for (int i = 0; i < texts.size(); i++) {
      at -= weights.get(i);
      if (at < 0) {
        return texts.get(i);
      }
    }
    return texts.get(texts.size() - 1);
  }

  /** True once in {@code n} times. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String word() {
    return pick(WORDS);
  }

  /** The mark where it stands for the first time, else {@code otherwise}. */
  String markOr(String otherwise) {
    String text = mark.isEmpty() ? otherwise : mark;
    mark = "";
    return text;
  }

  /** A text that does not hold {@code stop}, if that can be; an empty one stops nothing. */
  String phrase(String stop) {
    if (!mark.isEmpty()) {
      return markOr("");
    }
    String text = word();
    for (int i = 0; i < TRIES; i++) {
      String longer = oneIn(2) ? text : words(between(2, LONGEST_PHRASE));
      if (stop.isEmpty() || !longer.contains(stop)) {
        return longer;
      }
      text = word();
    }
    return text;
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder(word());
    for (int i = 1; i < count; i++) {
      text.append(' ').append(word());
    }
    return text.toString();
  }
}
