package io.spillway.streams.source.follow;

import java.util.ArrayDeque;

/**
 * How far a file is settled: the end of the longest run of settled batches from its beginning. A
 * batch that was given up is never passed. Thread-safe.
 */
final class SettledPrefix {
  /** A place in a file, with the bytes before it. */
  record Point(long offset, Tail tail) {}

  /** A batch under way. */
  static final class Slot {
    private final Point end;
    private boolean settled;

    private Slot(Point end) {
      this.end = end;
    }
  }

  private final ArrayDeque<Slot> under = new ArrayDeque<>();
  private Point settled;
  private Point noted;

  SettledPrefix(Point from) {
    this.settled = from;
    this.noted = from;
  }

  /** Reading goes on elsewhere, from {@code point}, whatever becomes of the batches under way. */
  synchronized void restartAt(Point point) {
    under.clear();
    settled = point;
  }

  /** A batch goes out that ends there; batches end in rising order. */
  synchronized Slot begin(Point end) {
    Slot slot = new Slot(end);
    under.add(slot);
    return slot;
  }

  /** That batch has ended at every sink; not {@code kept}: not all of it could be kept. */
  synchronized void end(Slot slot, boolean kept) {
    slot.settled = kept;
    while (!under.isEmpty() && under.peek().settled) {
      settled = under.remove().end;
    }
  }

  /** All before it is settled. */
  synchronized Point settled() {
    return settled;
  }

  /** What {@link #settled} is, if the last call did not tell; else null. */
  synchronized @org.jspecify.annotations.Nullable Point moved() {
    if (settled.equals(noted)) {
      return null;
    }
    noted = settled;
    return settled;
  }
}
