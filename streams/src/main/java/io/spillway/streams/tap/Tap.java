package io.spillway.streams.tap;

import io.spillway.streams.flow.Share;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One open tap: what passes its point while it is open, as far as its buffer has room. Whatever
 * passes is shown, filtered or skipped; these counts stand apart from the ledger. Opened by {@link
 * Taps}, read by one {@link TapStage}.
 */
public final class Tap {
  private final TapPoint point;
  private final Runnable closed;
  private final TapBuffer buffer = new TapBuffer();
  private final LongAdder passed = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final AtomicReference<@Nullable TapEnd> end = new AtomicReference<>();
  private final AtomicBoolean armed = new AtomicBoolean(true);
  private volatile @Nullable Runnable reader;

  /**
   * Opens it.
   *
   * @param closed told once, when it has ended
   */
  Tap(TapPoint point, Runnable closed) {
    this.point = point;
    this.closed = closed;
    point.add(this);
  }

  /** On the hot path: takes a reference, or counts. */
  void offer(Share share) {
    int records = share.count();
    passed.add(records);
    int taken = end.get() == null ? buffer.offer(share) : 0;
    if (taken < records) {
      skipped.add(records - taken);
    }
    if (taken > 0 && armed.get() && armed.compareAndSet(true, false)) {
      wake();
    }
  }

  private void wake() {
    Runnable its = reader;
    if (its != null) {
      its.run();
    }
  }

  /** Ends it for a reason; the first one counts. */
  public void end(TapEnd why) {
    if (end.compareAndSet(null, why)) {
      point.remove(this);
      closed.run();
      wake();
    }
  }

  /** Null while it is open. */
  public @Nullable TapEnd ended() {
    return end.get();
  }

  // ---- for its reader

  /** Whom to tell that there is something, once for each {@link #rearm}, or that it has ended. */
  void readBy(Runnable wake) {
    reader = wake;
    if (end.get() != null || !buffer.isEmpty()) {
      armed.set(false);
      wake.run();
    }
  }

  boolean isRead() {
    return reader != null;
  }

  /** The reader wants to be told again; false if there is something already. */
  boolean rearm() {
    armed.set(true);
    return buffer.isEmpty() || !armed.compareAndSet(true, false);
  }

  @Nullable Share poll() {
    return buffer.poll();
  }

  /** Records that were taken and could not be shown. */
  void skip(long records) {
    skipped.add(records);
  }

  long passed() {
    return passed.sum();
  }

  long skipped() {
    return skipped.sum();
  }

  /** Memory that it keeps from being freed. */
  long heldBytes() {
    return buffer.heldBytes();
  }
}
