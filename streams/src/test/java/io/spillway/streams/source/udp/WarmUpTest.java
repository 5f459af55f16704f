package io.spillway.streams.source.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

/** The warm-up receives what it sent itself, and ends. */
class WarmUpTest {
  @Test
  void receivesItsOwnDatagramsAndEnds() throws Exception {
    assertThat(WarmUp.run(Clock.systemUTC())).isGreaterThan(500);
  }
}
