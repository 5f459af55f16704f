package io.spillway.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
  private final List<String> told = new ArrayList<>();
  private long millis = 1_000;
  private final StopSignals signals = new StopSignals(() -> Duration.ofMillis(millis).toNanos());

  private void attach() {
    signals.attach(s -> told.add("first " + s), s -> told.add("next " + s), s -> {});
  }

  @Test
  void oneSoSoonAfterTheFirstIsTheSame() {
    attach();
    signals.stop("TERM");
    millis += 499;
    signals.stop("INT");
    assertThat(told).containsExactly("first SIGTERM");
    millis += 1;
    signals.stop("TERM");
    signals.stop("TERM");
    assertThat(told).containsExactly("first SIGTERM", "next second SIGTERM", "next second SIGTERM");
  }

  @Test
  void whatCameBeforeTheNodeIsUpIsKeptForIt() {
    signals.stop("INT");
    signals.stop("INT");
    attach();
    assertThat(told).containsExactly("first SIGINT");
  }
}
