package io.spillway.actors;

/** Bytes per second over the last minute. The Rescue actor's. */
final class RescueRate {
  private static final int SECONDS = 60;

  private final long[] slots = new long[SECONDS];
  private int seconds = 1;
  private int slot;
  private long sum;

  void add(long bytes) {
    slots[slot] += bytes;
    sum += bytes;
  }

  /** A second has passed. */
  void tick() {
    slot = (slot + 1) % SECONDS;
    sum -= slots[slot];
    slots[slot] = 0;
    seconds = Math.min(SECONDS, seconds + 1);
  }

  double perSecond() {
    return (double) sum / seconds;
  }
}
