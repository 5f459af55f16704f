package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Each test moves the clock itself. */
class ReplayPaceTest {
  private static final long SECOND = 1_000_000_000L;

  private record Sent(long nanos, int records) {}

  /**
   * Records that went out in so many seconds; in none of them more than the limit.
   *
   * @param chunk most records that a sink gets at once
   * @param lateNanos how late a timer may be
   */
  private static long records(long perSecond, int seconds, int chunk, int lateNanos) {
    Random random = new Random(perSecond);
    long begun = -77;
    long now = begun;
    ReplayPace pace = new ReplayPace(perSecond, now);
    ArrayDeque<Sent> inSecond = new ArrayDeque<>();
    long sum = 0;
    long records = 0;
    while (now - begun < seconds * SECOND) {
      int some = Math.min(1 + random.nextInt(chunk), pace.mostAtOnce(now));
      records += some;
      sum += some;
      inSecond.add(new Sent(now, some));
      while (now - inSecond.getFirst().nanos() >= SECOND) {
        sum -= inSecond.removeFirst().records();
      }
      assertThat(sum).as("in the second before %d", now).isLessThanOrEqualTo(perSecond);
      long wait = pace.waitNanos(some, now);
      now += wait + (wait > 0 ? random.nextInt(lateNanos) : 1_000);
    }
    return records;
  }

  @Test
  void holdsTheLimitOverTimeAndPassesItInNoSecond() {
    for (long perSecond : new long[] {1, 10, 49, 50, 51, 333, 5_000, 1_000_000}) {
      assertThat(records(perSecond, 60, 3_000, 4_000_000))
          .as("at %d", perSecond)
          .isCloseTo(60 * perSecond, Percentage.withPercentage(2));
      assertThat(records(perSecond, 60, 100_000, 20_000_000))
          .as("at %d with late timers", perSecond)
          .isCloseTo(60 * perSecond, Percentage.withPercentage(5));
    }
  }

  @Test
  void goesOutEvenlyFromTheFirstSecond() {
    ReplayPace pace = new ReplayPace(100, 0);
    for (int i = 0; i < 50; i++) {
      assertThat(pace.mostAtOnce(i * SECOND / 50)).isEqualTo(2);
      assertThat(pace.waitNanos(2, i * SECOND / 50)).isEqualTo(SECOND / 50);
    }
  }

  @Test
  void doesNotMakeUpForAPause() {
    ReplayPace pace = new ReplayPace(10, 0);
    pace.waitNanos(1, 0);
    long resumed = 60 * SECOND;
    assertThat(pace.waitNanos(1, resumed)).isZero();
    assertThat(pace.waitNanos(1, resumed)).isEqualTo(SECOND / 10);
  }

  /** A sink that takes 300,000/s is never kept waiting by a limit of 1,000,000. */
  @Test
  void aLimitThatTheSinkDoesNotReachCostsNothing() {
    ReplayPace pace = new ReplayPace(1_000_000, 0);
    long now = 0;
    for (int i = 0; i < 10_000; i++) {
      assertThat(pace.mostAtOnce(now)).isEqualTo(20_000);
      now += 3_000 * SECOND / 300_000;
      assertThat(pace.waitNanos(3_000, now)).isZero();
    }
  }

  @Test
  void withoutALimitItNeverWaits() {
    ReplayPace pace = new ReplayPace(0, 0);
    assertThat(pace.mostAtOnce(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(pace.waitNanos(1_000_000, 0)).isZero();
  }
}
