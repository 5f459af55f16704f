package io.spillway.streams.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void waitsAsLongAsTheRecordsTakeAtThatRate() {
    RateLimit limit = new RateLimit(1000);
    assertThat(limit.take(500, 7)).isEqualTo(SECOND / 2);
    assertThat(limit.take(500, 7)).isEqualTo(SECOND);
    assertThat(limit.take(1, 7 + SECOND)).isEqualTo(SECOND / 1000);
  }

  @Test
  void aPauseEarnsNoBurst() {
    RateLimit limit = new RateLimit(10);
    assertThat(limit.take(1, 0)).isEqualTo(SECOND / 10);
    assertThat(limit.take(1, 60 * SECOND)).isEqualTo(SECOND / 10);
  }
}
