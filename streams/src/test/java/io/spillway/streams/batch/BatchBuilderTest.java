package io.spillway.streams.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
  private static final Origin ORIGIN = new Origin("node", "in", "start/in/1", "peer", 1);

  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final SourceTally tally = new SourceTally("in");

  @Test
  void unfinishedRecordsNeverStopWhoWaitsForRoom() {
    BatchBuilder builder = builder();
    builder.feed(new byte[10_000], 0);
    assertThat(budget.used()).isZero();
    assertThat(budget.unfinished()).isEqualTo(10_000);
    builder.feed(new byte[] {'\n'}, 0);
    assertThat(budget.used()).isEqualTo(10_001 + 32);
    assertThat(budget.unfinished()).isZero();
    assertThat(builder.abandon()).isEqualTo(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void emptyRecordsWeighWhatTheyCost() {
    BatchBuilder builder = builder();
    builder.feed("\n".repeat(1_000).getBytes(US_ASCII), 0);
    assertThat(budget.used()).isEqualTo(1_000 * (1 + 32));
    Batch batch = requireNonNull(builder.take());
    assertThat(budget.used()).isEqualTo(1_000 * (1 + 32)).isGreaterThan(batch.heldBytes());
    tally.routed(0, batch.count(), 0, 0, 0, 0);
    batch.settlement().settled();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whatWaitsBehindABatchIsNotInItsWeight() {
    BatchBuilder builder = builder();
    builder.feed("one\ntw".getBytes(US_ASCII), 0);
    Batch batch = requireNonNull(builder.take());
    assertThat(budget.used()).isEqualTo("one\n".length() + 32);
    tally.routed(0, batch.count(), 0, 0, 0, 0);
    batch.settlement().settled();
    assertThat(budget.used()).isZero();
  }

  @Test
  void roomForParsingIsTakenBeforehand() {
    MemoryBudget parsing = new MemoryBudget(1 << 20, 2.5);
    BatchBuilder builder =
        new BatchBuilder(ORIGIN, tally, parsing, new Framer(FramingSettings.DEFAULT, 0));
    builder.feed("12345678901\n".repeat(10).getBytes(US_ASCII), 0);
    assertThat(parsing.used()).isEqualTo((long) (2.5 * 10 * (12 + 32)));
    Batch batch = requireNonNull(builder.take());
    batch.settlement().holds(500);
    assertThat(parsing.used()).isEqualTo(500);
    tally.routed(0, batch.count(), 0, 0, 0, 0);
    batch.settlement().settled();
    assertThat(parsing.used()).isZero();
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
    return new BatchBuilder(ORIGIN, tally, budget, new Framer(FramingSettings.DEFAULT, 0));
  }
}
