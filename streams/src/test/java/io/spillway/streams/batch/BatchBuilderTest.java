package io.spillway.streams.batch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The account of memory. */
class BatchBuilderTest {
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final SourceTally tally = new SourceTally("in");

  @Test
  void unfinishedRecordsNeverStopWhoWaitsForRoom() {
    BatchBuilder builder = builder();
    builder.feed(new byte[10_000], 0);
    assertThat(budget.used()).isZero();
    assertThat(budget.unfinished()).isEqualTo(10_000);
    builder.feed(new byte[] {'\n'}, 0);
    assertThat(budget.used()).isEqualTo(10_001);
    assertThat(budget.unfinished()).isZero();
    assertThat(builder.abandon()).isEqualTo(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void manyUnfinishedRecordsStayWithinTheirQuarter() {
    List<BatchBuilder> builders = new ArrayList<>();
    for (int connection = 0; connection < 50; connection++) {
      builders.add(builder());
    }
    for (int read = 0; read < 100; read++) {
      for (BatchBuilder builder : builders) {
        builder.feed(new byte[10_000], 0);
        for (Batch batch; (batch = builder.take()) != null; ) {
          tally.routed(0, batch.count(), 0, 0, 0, 0);
          batch.settlement().settled();
        }
        assertThat(budget.unfinished()).isLessThan((1 << 20) / 4 + 50 * (16 << 10));
      }
    }
    assertThat(tally.read().reasons()).containsOnlyKeys(Reason.TOO_LONG_TRUNCATED);
    assertThat(tally.read().imbalance()).isZero();
    builders.forEach(BatchBuilder::abandon);
    assertThat(budget.used()).isZero();
    assertThat(budget.unfinished()).isZero();
  }

  @Test
  void receivedIsWhenTheFirstByteCame() {
    BatchBuilder builder = builder();
    builder.feed(new byte[] {'a'}, 100);
    builder.feed(new byte[] {'\n', 'b'}, 200);
    assertThat(requireNonNull(builder.take()).receivedAtMillis()).isEqualTo(100);
    builder.feed(new byte[] {'\n'}, 300);
    assertThat(requireNonNull(builder.take()).receivedAtMillis()).isEqualTo(200);
    builder.feed(new byte[] {'\n'}, 400);
    assertThat(requireNonNull(builder.take()).receivedAtMillis()).isEqualTo(400);
  }

  private BatchBuilder builder() {
    Origin origin = new Origin("node", "in", "start/in/1", "peer", 1);
    return new BatchBuilder(origin, tally, budget, new Framer(FramingSettings.DEFAULT, 0));
  }
}
