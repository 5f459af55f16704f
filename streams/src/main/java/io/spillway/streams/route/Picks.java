package io.spillway.streams.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers of records picked from one batch, in rising order. */
final class Picks {
  private int[] records = {};
  private int count;
  private final int of;

  /**
   * None picked yet.
   *
   * @param of how many there are to pick from
   */
  Picks(int of) {
    this.of = of;
  }

  void add(int record) {
    if (count == records.length) {
      records = Arrays.copyOf(records, count == 0 ? Math.min(of, 64) : Math.min(of, count * 2));
    }
    records[count++] = record;
  }

  int count() {
    return count;
  }

  /** As a share selects them: null if all are picked. */
  int @Nullable [] selected() {
    if (count == of) {
      return null;
    }
    return count == records.length ? records : Arrays.copyOf(records, count);
  }
}
