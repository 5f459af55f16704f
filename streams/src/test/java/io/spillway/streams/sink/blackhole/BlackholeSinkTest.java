package io.spillway.streams.sink.blackhole;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlackholeSinkTest extends SinkContractTest {
  @Override
  protected Sink open() {
    return new BlackholeSink(new BlackholeSettings(Duration.ZERO));
  }

  @Override
  protected @Nullable List<String> received() {
    return null;
  }

  @Test
  void tellsOfEachRecordAndBreaksOffWhenAbandoned() {
    Sink slow = new BlackholeSink(new BlackholeSettings(Duration.ofMillis(100)));
    Records.Watch watch = new Records.Watch(2);
    assertThat(slow.deliver(Records.of("a", "b", "c", "d", "e"), watch).toCompletableFuture())
        .isCompletedWithValue(Answer.partly(2, 3, Reason.DRAIN_DEADLINE, "broken off"));
    assertThat(watch.delivered()).isEqualTo(2);
  }
}
