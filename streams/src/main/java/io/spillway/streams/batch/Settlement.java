package io.spillway.streams.batch;

import io.spillway.streams.crash.CrashPoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the sinks a batch is still owed to, and runs one action when none is left: giving memory
 * back, moving a checkpoint. The router holds one share of its own while it offers, so that a fast
 * lane cannot settle a batch before the last lane was told of it. Thread-safe.
 */
public final class Settlement {
  private final AtomicInteger owed = new AtomicInteger(1);
  private final @Nullable MemoryBudget budget;
  private Runnable whenSettled;
  private long held;
  private volatile boolean kept = true;

  /** For a batch that stands in no account. */
  public Settlement(Runnable whenSettled) {
    this.budget = null;
    this.whenSettled = whenSettled;
  }

  /** For a batch that stands in {@code budget} with {@code held} bytes, given back at the end. */
  public Settlement(MemoryBudget budget, long held) {
    this.budget = budget;
    this.held = held;
    this.whenSettled = () -> budget.giveBack(this.held);
  }

  /**
   * The batch holds {@code bytes}, now that it is known. Only for the thread that has the batch,
   * before it is offered to anyone.
   */
  public void holds(long bytes) {
    if (budget != null) {
      long before = held;
      held = bytes;
      budget.change(before, bytes);
    }
  }

  /**
   * Adds an action for when no part is left. Only for the thread that has the batch, before it is
   * offered to anyone: the count that offers change publishes it.
   */
  public void andThen(Runnable more) {
    if (owed.get() <= 0) {
      throw new IllegalStateException("batch is settled already");
    }
    Runnable before = whenSettled;
    whenSettled =
        () -> {
          before.run();
          more.run();
        };
  }

  /** One more part that will call {@link #settled()} once. */
  public void owe() {
    if (owed.getAndIncrement() <= 0) {
      throw new IllegalStateException("batch is settled already");
    }
  }

  /**
   * One part is done with the batch and could not keep all of it; what the action may free it may
   * still free, but no checkpoint may pass this batch.
   */
  public void abandoned() {
    kept = false;
    settled();
  }

  /** Whether every part so far delivered its records, or ended them as a setting says. */
  public boolean kept() {
    return kept;
  }

  /** One part is done with the batch; the last one runs the action. */
  public void settled() {
    int left = owed.decrementAndGet();
    if (left == 0) {
      whenSettled.run();
    } else if (left == 1) {
      CrashPoint.BETWEEN_SINKS.pass();
    } else if (left < 0) {
      throw new IllegalStateException("batch settled more often than owed");
    }
  }
}
