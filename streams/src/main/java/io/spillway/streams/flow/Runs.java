package io.spillway.streams.flow;

import java.util.Arrays;

/** Gathers runs of records, each its first one and the one behind its last, in rising order. */
final class Runs {
  private int[] runs = new int[4];
  private int length;

  /** Adds one, to the last if it follows on it; an empty one is none. */
  void add(int from, int to) {
    if (from >= to) {
      return;
    }
    if (length > 0 && runs[length - 1] == from) {
      runs[length - 1] = to;
      return;
    }
    if (length == runs.length) {
      runs = Arrays.copyOf(runs, 2 * length);
    }
    runs[length++] = from;
    runs[length++] = to;
  }

  void addAll(int[] more) {
    for (int i = 0; i < more.length; i += 2) {
      add(more[i], more[i + 1]);
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  int[] toArray() {
    return Arrays.copyOf(runs, length);
  }
}
