package io.spillway.actors;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Holds a replay to its limit: records go out evenly, what timers wake late is made up for, and in
 * no second do more go out than the limit allows. Costs an entry per chunk. The Replay actor's.
 */
final class ReplayPace {
  /** Parts of a second that records are let go in. */
  private static final int PARTS = 50;

  /** How late a timer may be without the rate falling behind. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long perSecond;
  private long nextNanos;

  /** What went out within the last second. */
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();

  private long inSecond;

  /** About as many as go out at once: less room than that is not worth a delivery. */
  private long usual;

  private record Sent(long nanos, int records) {}

  /** So many records per second; 0 if there is no limit. */
  ReplayPace(long perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.nextNanos = nowNanos;
  }

  /** Records that may go out at once, now. */
  int mostAtOnce(long nowNanos) {
    if (perSecond == 0) {
      return Integer.MAX_VALUE;
    }
    forget(nowNanos);
    return (int) Math.max(1, Math.min(part(), perSecond - inSecond));
  }

  private long part() {
    return Math.max(1, Math.min(Integer.MAX_VALUE, perSecond / PARTS));
  }

  /** How long to wait after so many records went out. */
  long waitNanos(int records, long nowNanos) {
    if (perSecond == 0) {
      return 0;
    }
    forget(nowNanos);
    sent.add(new Sent(nowNanos, records));
    inSecond += records;
    usual = Math.max(records, usual - usual / 8);
    long begun = Math.max(nextNanos, nowNanos - SLACK_NANOS);
    nextNanos = begun + TimeUnit.SECONDS.toNanos(records) / perSecond;
    return Math.max(0, Math.max(nextNanos, roomNanos(Math.min(usual, part()))) - nowNanos);
  }

  private void forget(long nowNanos) {
    while (!sent.isEmpty() && nowNanos - sent.getFirst().nanos() >= SECOND_NANOS) {
      inSecond -= sent.removeFirst().records();
    }
  }

  /** When so many more may go out without more than the limit in one second. */
  private long roomNanos(long more) {
    long left = inSecond;
    long at = Long.MIN_VALUE / 2;
    for (Iterator<Sent> oldest = sent.iterator(); left + more > perSecond && oldest.hasNext(); ) {
      Sent one = oldest.next();
      left -= one.records();
      at = one.nanos() + SECOND_NANOS;
    }
    return at;
  }
}
