package io.spillway.streams.flow;

import java.util.function.LongSupplier;

/** Records per second over the last ten seconds or so. Thread-safe. */
final class Rate {
  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = 1_000_000_000L;

  private final LongSupplier nanos;
  private final long started;
  private final long[] counts = new long[SLOTS];
  private long slot;

  Rate(LongSupplier nanos) {
    this.nanos = nanos;
    this.started = nanos.getAsLong();
  }

  synchronized void add(int records) {
    turn();
    counts[(int) (slot % SLOTS)] += records;
  }

  synchronized double perSecond() {
    turn();
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long age = nanos.getAsLong() - started;
    long window = Math.min(age, (SLOTS - 1) * SLOT_NANOS + age % SLOT_NANOS);
    return window == 0 ? 0 : sum * (double) SLOT_NANOS / window;
  }

  private void turn() {
    long now = (nanos.getAsLong() - started) / SLOT_NANOS;
    for (long next = Math.max(slot + 1, now - SLOTS + 1); next <= now; next++) {
      counts[(int) (next % SLOTS)] = 0;
    }
    slot = now;
  }
}
