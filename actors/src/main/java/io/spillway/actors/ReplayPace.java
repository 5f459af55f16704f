package io.spillway.actors;

import java.util.concurrent.TimeUnit;

/**
 * Holds a replay to its limit: over any time no more than the limit allows, and what timers wake
 * late is made up for. The Replay actor's.
 */
final class ReplayPace {
  /** Parts of a second that records are let go in. */
  private static final int PARTS = 50;

  /** How late a timer may be without the rate falling behind. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long perSecond;
  private long nextNanos;

  /** So many records per second; 0 if there is no limit. */
  ReplayPace(long perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.nextNanos = nowNanos;
  }

  /** Records that may go out at once. */
  int mostAtOnce() {
    return perSecond == 0
        ? Integer.MAX_VALUE
        : (int) Math.max(1, Math.min(Integer.MAX_VALUE, perSecond / PARTS));
  }

  /** How long to wait after so many records. */
  long waitNanos(int records, long nowNanos) {
    if (perSecond == 0) {
      return 0;
    }
    long begun = Math.max(nextNanos, nowNanos - SLACK_NANOS);
    nextNanos = begun + TimeUnit.SECONDS.toNanos(records) / perSecond;
    return Math.max(0, nextNanos - nowNanos);
  }
}
