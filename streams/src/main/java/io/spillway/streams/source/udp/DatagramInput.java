package io.spillway.streams.source.udp;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A socket of datagrams: reads them until a batch is due. A drain reads what the kernel has, for
 * {@code linger} at most if more keeps coming. One thread reads; any may drain.
 */
public abstract class DatagramInput implements BatchInput {
  private static final long LOOK_MILLIS = 1000;

  private final Datagrams datagrams;
  private final SourceTally tally;
  private volatile boolean draining;
  private volatile long drainedNanos;
  private boolean shutTried;
  private boolean shut;
  private boolean over;

  /**
   * @param datagrams where {@link #receive} puts what it takes
   */
  protected DatagramInput(Datagrams datagrams, SourceTally tally) {
    this.datagrams = datagrams;
    this.tally = tally;
  }

  /** A batch leaves when it holds so many; may change, as the others may. */
  protected abstract int batchBytes();

  /** Or so long after its first datagram. */
  protected abstract Duration batchInterval();

  /** How long a drain reads on while more comes. */
  protected abstract Duration linger();

  /** Takes one datagram that lies in the kernel; false if none does. */
  protected abstract boolean receive() throws IOException;

  /** Waits so long, or until a datagram or {@link #wakeUp} comes. */
  protected abstract void await(long millis) throws IOException;

  /** Of any thread. */
  protected abstract void wakeUp();

  /** Before a wait, and before a batch leaves: carries counts to where they belong. */
  protected abstract void note() throws IOException;

  /**
   * Lets the kernel take nothing more in, so that what lies there can be read to its end.
   *
   * @return false if that can't be done
   */
  protected abstract boolean shutInput() throws IOException;

  @Override
  public final void drain() {
    drainedNanos = System.nanoTime();
    draining = true;
    wakeUp();
  }

  @Override
  public final @Nullable Batch next() throws IOException {
    BatchTrigger trigger = over ? BatchTrigger.END : gather();
    note();
    if (datagrams.count() == 0) {
      return null;
    }
    tally.batchLeft(trigger);
    return datagrams.take();
  }

  private BatchTrigger gather() throws IOException {
    long dueNanos = 0;
    int batchBytes = batchBytes();
    while (!datagrams.holdsBatch(batchBytes)) {
      boolean first = datagrams.count() == 0;
      if (receive()) {
        if (first && datagrams.count() > 0) {
          dueNanos = System.nanoTime() + batchInterval().toNanos();
        }
        if (draining && !shut && lingered() && !shutsNow()) {
          over = true;
          return BatchTrigger.END;
        }
      } else if (draining) {
        if (shut || !shutsNow()) {
          over = true;
          return BatchTrigger.END;
        }
      } else if (datagrams.count() == 0) {
        note();
        await(LOOK_MILLIS);
      } else {
        long left = dueNanos - System.nanoTime();
        if (left <= 0) {
          return BatchTrigger.TIME;
        }
        note();
        await(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
    return BatchTrigger.SIZE;
  }

  private boolean shutsNow() throws IOException {
    if (!shutTried) {
      shutTried = true;
      shut = shutInput();
    }
    return shut;
  }

  private boolean lingered() {
    return System.nanoTime() - drainedNanos >= linger().toNanos();
  }
}
