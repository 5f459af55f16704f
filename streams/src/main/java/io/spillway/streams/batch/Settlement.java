package io.spillway.streams.batch;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the sinks a batch is still owed to, and runs one action when none is left: giving memory
 * back, moving a checkpoint. The router holds one share of its own while it offers, so that a fast
 * lane cannot settle a batch before the last lane was told of it. Thread-safe.
 */
public final class Settlement {
  private final AtomicInteger owed = new AtomicInteger(1);
  private final Runnable whenSettled;

  public Settlement(Runnable whenSettled) {
    this.whenSettled = whenSettled;
  }

  /** One more part that will call {@link #settled()} once. */
  public void owe() {
    if (owed.getAndIncrement() <= 0) {
      throw new IllegalStateException("batch is settled already");
    }
  }

  /** One part is done with the batch; the last one runs the action. */
  public void settled() {
    int left = owed.decrementAndGet();
    if (left == 0) {
      whenSettled.run();
    } else if (left < 0) {
      throw new IllegalStateException("batch settled more often than owed");
    }
  }
}
