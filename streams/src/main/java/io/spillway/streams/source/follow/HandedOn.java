package io.spillway.streams.source.follow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.source.follow.SettledPrefix.Point;
import io.spillway.streams.source.follow.SettledPrefix.Slot;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * What of a followed file was handed on, and what of that is settled: where reading would go on,
 * and where the last batches ended. Used under its file's lock; batches settle in any thread.
 */
final class HandedOn {
  private static final int TRAIL_POINTS = 16;

  private final UnderWay underWay;
  private final SettledPrefix prefix;
  private Point resume;

  /** Where the last batches ended. */
  private final ArrayDeque<Point> trail = new ArrayDeque<>(1);

  HandedOn(UnderWay underWay, Point from) {
    this.underWay = underWay;
    this.resume = from;
    this.prefix = new SettledPrefix(from);
  }

  SettledPrefix prefix() {
    return prefix;
  }

  /** Offset from which on nothing was handed on. */
  Point resume() {
    return resume;
  }

  boolean isSettled() {
    return prefix.settled().offset() == resume.offset();
  }

  /** Bytes before {@code next} were passed over; they owe nothing to anyone. */
  void passed(long next) {
    if (next > resume.offset()) {
      resume = new Point(next, Tail.NONE);
      prefix.end(prefix.begin(resume), true);
    }
  }

  /** A batch leaves, after which reading would go on at {@code next}. */
  void add(Batch batch, long next) {
    long slabOffset = batch.offset(0) - batch.start(0);
    int end = (int) (next - slabOffset);
    if (end > 0) {
      resume = new Point(next, Tail.of(batch.slab(), end));
    }
    trail.add(resume);
    if (trail.size() > TRAIL_POINTS) {
      trail.remove();
    }
    Slot slot = prefix.begin(resume);
    underWay.begin();
    batch
        .settlement()
        .andThen(
            () -> {
              prefix.end(slot, batch.settlement().kept());
              underWay.end();
            });
  }

  /** Whether a content that is shorter than what was read begins with the same. */
  boolean beganLike(Content shorter) throws IOException {
    Point last = null;
    for (Point point : trail) {
      last = point.offset() <= shorter.size() ? point : last;
    }
    return last != null && last.tail().matches(shorter, last.offset());
  }

  void goBackToEndOf(Content shorter) throws IOException {
    long size = shorter.size();
    byte[] end =
        shorter.bytes((int) Math.min(size, Tail.MOST_BYTES), Math.max(0, size - Tail.MOST_BYTES));
    resume = new Point(size, Tail.of(end, end.length));
    prefix.restartAt(resume);
    trail.clear();
  }
}
