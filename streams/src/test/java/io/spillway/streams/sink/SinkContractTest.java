package io.spillway.streams.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lane may rely on, whatever the sink. Every sink's test extends it. */
public abstract class SinkContractTest {
  private Sink sink;

  /** A sink whose destination is well. */
  protected abstract Sink open() throws Exception;

  /** What reached the destination, whole lines in order; null if the sink keeps nothing. */
  protected abstract @Nullable List<String> received() throws Exception;

  @BeforeEach
  final void openSink() throws Exception {
    sink = open();
  }

  /** Called when the sink is closed. */
  protected void closeDestination() throws Exception {}

  @AfterEach
  final void closeSink() throws Exception {
    sink.close();
    closeDestination();
  }

  protected final Answer deliver(Outgoing records) throws Exception {
    return sink.deliver(records, new Records.Watch(1000))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  final void answersForEveryRecord() throws Exception {
    assertThat(deliver(Records.of("a", "b", "c"))).isEqualTo(Answer.delivered(3));
    assertThat(deliver(Records.of("d"))).isEqualTo(Answer.delivered(1));
  }

  @Test
  final void deliversInOrderWithEveryByte() throws Exception {
    deliver(Records.of("a", "", "c\u00e9"));
    deliver(Records.of("d"));
    sink.close();
    List<String> received = received();
    if (received != null) {
      assertThat(received).containsExactly("a", "", "c\u00e9", "d");
    }
  }

  @Test
  final void leavesTheBuffersAsTheyWereForAnotherAttempt() throws Exception {
    Outgoing records = Records.of("a", "b");
    deliver(records);
    assertThat(records.buffers()).allMatch(ByteBuffer::hasRemaining);
    assertThat(deliver(records)).isEqualTo(Answer.delivered(2));
  }

  @Test
  final void closesTwiceWithoutHarm() {
    sink.close();
    sink.close();
  }
}
