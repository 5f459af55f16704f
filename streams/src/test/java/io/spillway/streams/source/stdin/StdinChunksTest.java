package io.spillway.streams.source.stdin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Standard input, as a pipe within the process. */
class StdinChunksTest {
  private final SourceTally tally = new SourceTally("in");
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final Pipe pipe;
  private final StdinChunks chunks;

  StdinChunksTest() throws IOException {
    pipe = Pipe.open();
    Origin origin = new Origin("n", "in", "5-a/in/1", "stdin", 1);
    BatchBuilder builder =
        new BatchBuilder(origin, tally, budget, new Framer(FramingSettings.DEFAULT, 0));
    chunks = new StdinChunks(pipe.source(), builder, tally, 4096, Clock.systemUTC());
  }

  private void write(String text) throws IOException {
    pipe.sink().write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  private Optional<Batch> next() {
    try {
      return Optional.ofNullable(chunks.next());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void recordsLeaveWithTheReadThatBroughtThemAndTheTailAtTheEnd() throws IOException {
    write("a\nb\nc");
    assertThat(next().orElseThrow().count()).isEqualTo(2);
    write("\n");
    assertThat(next().orElseThrow().count()).isEqualTo(1);
    write("tail");
    pipe.sink().close();
    assertThat(next().orElseThrow().count()).isEqualTo(1);
    assertThat(next()).isEmpty();
    assertThat(tally.read().accepted()).isEqualTo(4);
    assertThat(tally.read().reasons()).isEmpty();
    chunks.close();
  }

  @Test
  void aDrainEndsAReadThatWaits() throws Exception {
    write("a\nhalf");
    assertThat(next().orElseThrow().count()).isEqualTo(1);
    CompletableFuture<Optional<Batch>> waiting = CompletableFuture.supplyAsync(this::next);
    chunks.drain();
    assertThat(waiting.get(10, TimeUnit.SECONDS).orElseThrow().count()).isEqualTo(1);
    assertThat(next()).isEmpty();
    assertThat(tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L);
    chunks.close();
  }
}
