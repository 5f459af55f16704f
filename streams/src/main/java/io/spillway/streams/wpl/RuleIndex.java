package io.spillway.streams.wpl;

/**
 * Which rules to try on a record, by its first byte that is no white space: the others cannot
 * match. Immutable, 256 lists of rule numbers, equal ones shared.
 */
final class RuleIndex {
  private final int[][] byFirst = new int[256][];
  private final int[] all;

  RuleIndex(Rule[] rules, int[] tried) {
    all = tried;
    for (int b = 0; b < byFirst.length; b++) {
      int[] some = new int[tried.length];
      int count = 0;
      for (int number : tried) {
        if (rules[number].firstBytes().get(b)) {
          some[count++] = number;
        }
      }
      byFirst[b] = shared(java.util.Arrays.copyOf(some, count), b);
    }
  }

  private int[] shared(int[] some, int b) {
    if (java.util.Arrays.equals(some, all)) {
      return all;
    }
    for (int i = 0; i < b; i++) {
      if (java.util.Arrays.equals(some, byFirst[i])) {
        return byFirst[i];
      }
    }
    return some;
  }

  /** Rules to try on a record whose text begins at {@code at}, in their order. */
  int[] candidates(byte[] in, int at, int end) {
    return at < end ? byFirst[in[at] & 0xff] : all;
  }
}
