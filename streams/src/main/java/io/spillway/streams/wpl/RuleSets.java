package io.spillway.streams.wpl;

/** Sets of rules as bits of longs, by their place among the rules that are tried. Stateless. */
final class RuleSets {
  private RuleSets() {}

  static int words(int rules) {
    return (rules + Long.SIZE - 1) / Long.SIZE;
  }

  static void add(long[] set, int rule) {
    set[rule / Long.SIZE] |= 1L << rule;
  }

  static void addAll(long[] set, long[] more) {
    for (int i = 0; i < set.length; i++) {
      set[i] |= more[i];
    }
  }

  /** The first rule from {@code from} on, or {@link Bytes#NONE}. */
  static int next(long[] set, int from) {
    int word = from / Long.SIZE;
    if (word >= set.length) {
      return Bytes.NONE;
    }
    long bits = set[word] & (-1L << from);
    while (bits == 0) {
      if (++word == set.length) {
        return Bytes.NONE;
      }
      bits = set[word];
    }
    return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
  }

  /** The first rule of {@code set} that is not in {@code other}, or {@link Bytes#NONE}. */
  static int firstWithout(long[] set, long[] other) {
    for (int i = 0; i < set.length; i++) {
      long bits = set[i] & ~other[i];
      if (bits != 0) {
        return i * Long.SIZE + Long.numberOfTrailingZeros(bits);
      }
    }
    return Bytes.NONE;
  }
}
