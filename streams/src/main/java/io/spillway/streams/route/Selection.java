package io.spillway.streams.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Record numbers in rising order, each at most once; a growing array of ints. One thread's. */
final class Selection {
  private final int all;
  private int[] records = new int[16];
  private int size;

  /** Of a batch of {@code all} records. */
  Selection(int all) {
    this.all = all;
  }

  /** Adds {@code record}, which is not below the last one. */
  void add(int record) {
    if (size > 0 && records[size - 1] == record) {
      return;
    }
    if (size == records.length) {
      records = Arrays.copyOf(records, Math.min(size * 4, Math.max(all, size + 1)));
    }
    records[size++] = record;
  }

  /** The lowest record; only if there is one. */
  int first() {
    return records[0];
  }

  int size() {
    return size;
  }

  /** The numbers as a share has them: null when they are all. */
  int @Nullable [] selected() {
    return size == all ? null : Arrays.copyOf(records, size);
  }
}
