package io.spillway.streams.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files read to their end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileSourceTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private SourceTally tally = new SourceTally("files");

  @TempDir Path folder = Path.of("");

  @AfterEach
  void balances() {
    assertThat(tally.read().imbalance()).isZero();
    assertThat(budget.used()).isZero();
    tally = new SourceTally("files");
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void readsToTheEndInOrderWithTrueOffsets() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 30; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(2000); i > 0; i--) {
        lines.add("x".repeat(random.nextInt(random.nextInt(50) == 0 ? 9000 : 60)));
      }
      String text = String.join("\n", lines) + (round % 2 == 0 ? "\n" : "");
      Path file = write("in-" + round, text);
      int chunk = 4096 + random.nextInt(20_000);
      List<Batch> batches = read(source(chunk, OptionalLong.empty()).reading(file));
      StringBuilder seen = new StringBuilder();
      for (Batch batch : batches) {
        for (int i = 0; i < batch.count(); i++) {
          assertThat(batch.offset(i)).isEqualTo(seen.length());
          seen.append(record(batch, i)).append('\n');
        }
      }
      String expected = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
      assertThat(seen.toString()).isEqualTo(expected);
    }
  }

  @Test
  void aChunkIsABatchOfPureLines() throws Exception {
    Path file = write("in", "0123456789\n".repeat(10_000));
    List<Batch> batches = read(source(8192, OptionalLong.empty()).reading(file));
    assertThat(batches).hasSize(14).allMatch(Batch::lines);
    assertThat(batches.get(0).origin().stream()).matches("files/[0-9a-f]{16}");
    assertThat(batches.get(0).origin().peer()).isEqualTo(file.toString());
  }

  @Test
  void countsWhatMadeItsBatchesLeave() throws Exception {
    Path even = write("even", "0123456789\n".repeat(10_000));
    read(source(8192, OptionalLong.empty()).reading(even));
    assertThat(tally.read().triggers())
        .isEqualTo(Map.of(BatchTrigger.SIZE, 13L, BatchTrigger.END, 1L));
    Path open = write("open", "a line, and one without its end");
    read(source(8192, OptionalLong.empty()).reading(open));
    assertThat(tally.read().triggers())
        .isEqualTo(Map.of(BatchTrigger.SIZE, 13L, BatchTrigger.END, 2L));
  }

  @Test
  void eachReadingHasAGenerationOfItsOwn() throws Exception {
    FileSource source = source(8192, OptionalLong.empty());
    Path file = write("in", "one\n");
    String first = read(source.reading(file)).get(0).origin().stream();
    assertThat(read(source.reading(file)).get(0).origin().stream()).isNotEqualTo(first);
  }

  @Test
  void aFileThatIsNotThereIsAProblemAndNoFailure() throws Exception {
    FileReading reading = source(8192, OptionalLong.empty()).reading(folder.resolve("gone"));
    assertThat(read(reading)).isEmpty();
    FileRead end = reading.finished().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertThat(end.problem()).get().asString().contains("gone").contains("no such file");
    assertThat(tally.read().reasons()).containsEntry(Reason.IO_ERROR, 1L);
  }

  @Test
  void aFolderCannotBeReadAsAFile() throws Exception {
    FileReading reading = source(8192, OptionalLong.empty()).reading(folder);
    assertThat(read(reading)).isEmpty();
    FileRead end = reading.finished().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertThat(end.problem()).get().asString().contains("is no regular file");
  }

  @Test
  void manyMegabytesWithoutALineFeedAreOneRecord() throws Exception {
    Path file = write("in", "x".repeat(5_000_000) + "\nlast");
    List<Batch> batches = read(source(65_536, OptionalLong.empty()).reading(file));
    assertThat(batches.stream().mapToInt(Batch::count).sum()).isEqualTo(2);
    assertThat(batches.get(0).bytes()).isEqualTo(10_000);
    Batch last = batches.get(batches.size() - 1);
    assertThat(record(last, last.count() - 1)).isEqualTo("last");
    assertThat(last.offset(last.count() - 1)).isEqualTo(5_000_001);
    assertThat(tally.read().reasons()).containsEntry(Reason.TOO_LONG_TRUNCATED, 1L);
  }

  @Test
  void aDrainStopsReadingAndLosesNothing() throws Exception {
    Path file = write("in", "0123456789\n".repeat(10_000));
    FileReading reading = source(4096, OptionalLong.of(10)).reading(file);
    List<Batch> batches =
        reading
            .batches()
            .map(
                batch -> {
                  reading.drain();
                  return batch;
                })
            .runWith(Sink.seq(), kit.system())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    settle(batches);
    assertThat(batches).hasSize(1);
    assertThat(tally.read().accepted()).isEqualTo(batches.get(0).count());
  }

  @Test
  void globsFindFilesOnceInOrder() throws Exception {
    write("a.log", "");
    write("b.log", "");
    write("c.txt", "");
    write("sub/d.log", "");
    FoundFiles found =
        FoundFiles.of(
            List.of(folder + "/*.log", folder + "/b.log", folder + "/**.log", folder + "/none*"));
    assertThat(found.files())
        .extracting(file -> folder.relativize(file).toString())
        .containsExactly("a.log", "b.log", "sub/d.log");
    assertThat(found.problems()).singleElement().asString().contains("none*");
  }

  private FileSource source(int chunkBytes, OptionalLong rateLimit) {
    FramingSettings framing = new FramingSettings(FramingKind.NEWLINE, 10_000, TooLong.TRUNCATE);
    FileSourceSettings settings =
        new FileSourceSettings(List.of("unused"), framing, chunkBytes, rateLimit);
    return new FileSource(
        settings, "node", tally, budget, ForkJoinPool.commonPool(), Clock.systemUTC());
  }

  private List<Batch> read(FileReading reading) throws Exception {
    List<Batch> batches =
        reading
            .batches()
            .map(
                batch -> {
                  batch.settlement().settled();
                  return batch;
                })
            .runWith(Sink.seq(), kit.system())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return batches;
  }

  private static void settle(List<Batch> batches) {
    batches.forEach(batch -> batch.settlement().settled());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, ISO_8859_1);
  }

  private static String record(Batch batch, int i) {
    return new String(batch.slab(), batch.start(i), batch.end(i) - batch.start(i), ISO_8859_1);
  }
}
