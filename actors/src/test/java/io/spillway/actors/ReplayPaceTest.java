package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ReplayPaceTest {
  private static final long SECOND = 1_000_000_000L;

  /** Records that went out in so many seconds, each timer late by up to 20 ms. */
  private static long records(long perSecond, int seconds) {
    Random random = new Random(perSecond);
    long begun = -77;
    long now = begun;
    ReplayPace pace = new ReplayPace(perSecond, now);
    long records = 0;
    while (now - begun < seconds * SECOND) {
      int some = Math.min(3_000, pace.mostAtOnce());
      records += some;
      long wait = pace.waitNanos(some, now);
      now += wait + (wait > 0 ? random.nextInt(20_000_000) : 1_000);
      assertThat((double) records * SECOND)
          .isLessThanOrEqualTo((double) (now - begun + SECOND / 10) * perSecond + some * SECOND);
    }
    return records;
  }

  @Test
  void holdsTheLimitOverTime() {
    for (long perSecond : new long[] {1, 10, 333, 5_000, 1_000_000}) {
      assertThat(records(perSecond, 60)).isCloseTo(60 * perSecond, Percentage.withPercentage(2));
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

  @Test
  void withoutALimitItNeverWaits() {
    ReplayPace pace = new ReplayPace(0, 0);
    assertThat(pace.mostAtOnce()).isEqualTo(Integer.MAX_VALUE);
    assertThat(pace.waitNanos(1_000_000, 0)).isZero();
  }
}
