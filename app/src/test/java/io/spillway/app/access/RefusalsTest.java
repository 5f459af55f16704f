package io.spillway.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void firstIsLoggedAndThenOneInTenSecondsWithTheNumberOfAll() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    Refusals refusals = new Refusals(nanos::get);
    assertThat(refusals.toLog()).isEqualTo(1);
    assertThat(refusals.toLog()).isZero();
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(refusals.toLog()).isZero();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(refusals.toLog()).isEqualTo(3);
    assertThat(refusals.toLog()).isZero();
  }
}
