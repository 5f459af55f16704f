package io.spillway.streams.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendIntent;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest extends SinkContractTest {
  private final Path folder;

  private final List<Long> torn = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final FaultyFile faults = new FaultyFile();
  private final List<Runnable> tidying = new ArrayList<>();
  private long nanos;
  private long millis = Instant.parse("2026-02-03T04:05:06Z").toEpochMilli();

  FileSinkTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file() {
    return folder.resolve("a/b/out.log");
  }

  private FileSink sink(Fsync fsync) {
    return sink(fsync, RotationSettings.OFF, "");
  }

  private FileSink sink(Fsync fsync, RotationSettings rotation, String header) {
    return new FileSink(
        new FileSinkSettings(file(), fsync, Duration.ofSeconds(1), rotation, 8),
        new FileParts(
            faults,
            header.getBytes(StandardCharsets.UTF_8),
            later::add,
            tidying::add,
            torn::add,
            () -> nanos,
            () -> millis));
  }

  private static Answer answer(Sink sink, Outgoing records) {
    return sink.deliver(records, new Records.Watch(0)).toCompletableFuture().join();
  }

  @Override
  protected Sink open() {
    return sink(Fsync.BATCH);
  }

  @Override
  protected List<String> received() throws IOException {
    return Files.readAllLines(file());
  }

  @Test
  void appendsOnRestart() throws IOException {
    for (String line : List.of("first", "second")) {
      FileSink sink = sink(Fsync.NEVER);
      answer(sink, Records.of(line));
      sink.close();
    }
    assertThat(file()).hasContent("first\nsecond\n");
  }

  /** A replay's delivery may come after the lane has ended. */
  @Test
  void opensNothingAfterItsClose() {
    FileSink sink = sink(Fsync.NEVER);
    sink.close();
    assertThat(answer(sink, Records.of("late")).runs())
        .allMatch(run -> run.verdict() == Answer.Verdict.RETRY);
    assertThat(file()).doesNotExist();
  }

  @Test
  void movesATornTailAsideWhereverItWasCut() throws IOException {
    String whole = "first\n" + "x".repeat(70_000) + "\n";
    Files.createDirectories(file().getParent());
    for (int cut = 0; cut <= whole.length(); cut += cut < 10 || cut > 69_990 ? 1 : 997) {
      Path tornFile = file().resolveSibling("out.log.torn");
      Files.deleteIfExists(tornFile);
      torn.clear();
      Files.writeString(file(), whole.substring(0, cut));
      FileSink sink = sink(Fsync.NEVER);
      answer(sink, Records.of("next"));
      sink.close();
      int kept = whole.substring(0, cut).lastIndexOf('\n') + 1;
      assertThat(Files.readString(file())).isEqualTo(whole.substring(0, kept) + "next\n");
      if (kept == cut) {
        assertThat(torn).isEmpty();
        assertThat(tornFile).doesNotExist();
      } else {
        assertThat(torn).containsExactly((long) cut - kept);
        assertThat(Files.readString(tornFile)).isEqualTo(whole.substring(kept, cut) + "\n");
      }
    }
  }

  @Test
  void cutsBackToTheLastWholeRecordWhenTheDiskIsFull() throws IOException {
    FileSink sink = sink(Fsync.NEVER);
    answer(sink, Records.of("before"));
    faults.failAfterBytes(8, "No space left on device");
    assertThat(answer(sink, Records.of("aa", "bb", "cc", "dd")))
        .isEqualTo(Answer.partly(2, 2, Reason.DISK_FULL, "IOException: No space left on device"));
    assertThat(file()).hasContent("before\naa\nbb\n");
    assertThat(answer(sink, Records.of("cc", "dd"))).isEqualTo(Answer.delivered(2));
    assertThat(file()).hasContent("before\naa\nbb\ncc\ndd\n");
  }

  @Test
  void opensAgainAndRepairsWhenItCannotCutBack() throws IOException {
    FileSink sink = sink(Fsync.NEVER);
    faults.failAfterBytes(4, "Input/output error").failTruncate();
    assertThat(answer(sink, Records.of("aa", "bb")))
        .isEqualTo(Answer.partly(1, 1, Reason.IO_ERROR, "IOException: Input/output error"));
    answer(sink, Records.of("bb"));
    assertThat(file()).hasContent("aa\nbb\n");
    assertThat(torn).containsExactly(1L);
  }

  @Test
  void takesNothingAsDeliveredThatItCouldNotSyncPerBatch() throws IOException {
    FileSink sink = sink(Fsync.BATCH);
    faults.failForce();
    assertThat(answer(sink, Records.of("aa")))
        .isEqualTo(Answer.retry(1, Reason.IO_ERROR, "IOException: force"));
    assertThat(file()).isEmptyFile();
    assertThat(answer(sink, Records.of("aa"))).isEqualTo(Answer.delivered(1));
    assertThat(file()).hasContent("aa\n");
  }

  @Test
  void syncsOnceAfterTheIntervalAndAnswersForAFailedOne() {
    FileSink sink = sink(Fsync.INTERVAL);
    answer(sink, Records.of("aa"));
    answer(sink, Records.of("bb"));
    assertThat(later).hasSize(1);
    assertThat(faults.forces()).isZero();
    later.remove(0).run();
    assertThat(faults.forces()).isEqualTo(1);
    answer(sink, Records.of("cc"));
    faults.failForce();
    later.remove(0).run();
    faults.failForce();
    assertThat(answer(sink, Records.of("dd")).runs().get(0).verdict())
        .isEqualTo(Answer.Verdict.RETRY);
    assertThat(answer(sink, Records.of("dd"))).isEqualTo(Answer.delivered(1));
  }

  @Test
  void beginsANewFileAtOnceWhenItsOwnWasMovedOrDeleted() throws IOException {
    FileSink sink = sink(Fsync.INTERVAL);
    Path rotated = file().resolveSibling("out.log.1");
    answer(sink, Records.of("aa"));
    Files.move(file(), rotated);
    assertThat(answer(sink, Records.of("bb"))).isEqualTo(Answer.delivered(1));
    assertThat(faults.forces()).isEqualTo(1);
    assertThat(rotated).hasContent("aa\n");
    assertThat(file()).hasContent("bb\n");
    Files.move(file(), rotated, StandardCopyOption.REPLACE_EXISTING);
    Files.createFile(file());
    answer(sink, Records.of("cc"));
    assertThat(rotated).hasContent("bb\n");
    assertThat(file()).hasContent("cc\n");
    answer(sink, Records.of("dd"));
    assertThat(file()).hasContent("cc\ndd\n");
    assertThat(faults.forces()).isEqualTo(2);
    removeAll();
    answer(sink, Records.of("ee"));
    assertThat(file()).hasContent("ee\n");
    sink.close();
  }

  private void removeAll() throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.filter(path -> !path.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  @Test
  void writesAgainWhatItWroteToADeletedFile() throws IOException {
    for (Fsync fsync : Fsync.values()) {
      FileSink sink = sink(fsync, RotationSettings.OFF, "header\n");
      answer(sink, Records.of("aa"));
      faults.afterWriting(2, this::removeAll);
      assertThat(answer(sink, Records.of("bb", "cc"))).isEqualTo(Answer.delivered(2));
      assertThat(file()).hasContent("header\nbb\ncc\n");
      sink.close();
      removeAll();
    }
  }

  @Test
  void writesNothingAgainThatAMovedFileHas() throws IOException {
    FileSink sink = sink(Fsync.NEVER);
    Path away = folder.resolve("away");
    answer(sink, Records.of("aa"));
    faults.afterWriting(1, () -> Files.move(folder.resolve("a"), away));
    assertThat(answer(sink, Records.of("bb"))).isEqualTo(Answer.delivered(1));
    assertThat(file()).doesNotExist();
    answer(sink, Records.of("cc"));
    assertThat(away.resolve("b/out.log")).hasContent("aa\nbb\n");
    assertThat(file()).hasContent("cc\n");
    sink.close();
  }

  @Test
  void answersRetryForAFileThatIsDeletedAgainAndAgain() throws IOException {
    FileSink sink = sink(Fsync.NEVER);
    faults.afterWriting(Integer.MAX_VALUE, this::removeAll);
    assertThat(answer(sink, Records.of("aa", "bb")).runs().get(0).verdict())
        .isEqualTo(Answer.Verdict.RETRY);
    faults.afterWriting(0, () -> {});
    assertThat(answer(sink, Records.of("aa", "bb"))).isEqualTo(Answer.delivered(2));
    assertThat(file()).hasContent("aa\nbb\n");
    sink.close();
  }

  @Test
  void writesAgainWhatAFailedWriteLeftInADeletedFile() throws IOException {
    FileSink sink = sink(Fsync.NEVER);
    faults.failAfterBytes(4, "No space left on device").afterWriting(1, this::removeAll);
    assertThat(answer(sink, Records.of("aa", "bb"))).isEqualTo(Answer.delivered(2));
    assertThat(file()).hasContent("aa\nbb\n");
    sink.close();
  }

  @Test
  void answersRetryWhileItsFolderCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("a"), "in the way");
    FileSink sink = sink(Fsync.NEVER);
    assertThat(answer(sink, Records.of("aa")).runs().get(0).verdict())
        .isEqualTo(Answer.Verdict.RETRY);
    Files.delete(folder.resolve("a"));
    assertThat(answer(sink, Records.of("aa"))).isEqualTo(Answer.delivered(1));
  }

  /** Writes down what it is told, and what the file is like then. */
  private final class Account implements AppendWitness {
    private final List<String> told = new ArrayList<>();
    private boolean fail;

    @Override
    public void before(AppendIntent intent) throws IOException {
      told.add("before " + intent.length() + "+" + intent.bytes() + " at " + Files.size(file()));
      if (fail) {
        throw new IOException("no checkpoint");
      }
    }

    @Override
    public void after(int records) {
      told.add("after " + records + " at " + file().toFile().length());
    }
  }

  private Answer witnessed(FileSink sink, AppendWitness witness, String... lines) {
    return sink.deliver(Records.of(lines), new Records.Watch(0), witness)
        .toCompletableFuture()
        .join();
  }

  @Test
  void tellsAWitnessBeforeAndAfterEachAppend() {
    Account account = new Account();
    FileSink sink = sink(Fsync.NEVER, RotationSettings.OFF, "header\n");
    witnessed(sink, account, "one", "two");
    answer(sink, Records.of("live"));
    witnessed(sink, account, "three");
    assertThat(account.told)
        .containsExactly("before 7+8 at 7", "after 2 at 15", "before 20+6 at 20", "after 1 at 26");
    sink.close();
  }

  @Test
  void appendsNothingThatItsWitnessCanNotNote() {
    Account account = new Account();
    account.fail = true;
    FileSink sink = sink(Fsync.NEVER);
    Answer answer = witnessed(sink, account, "one");
    assertThat(answer).isEqualTo(Answer.retry(1, Reason.IO_ERROR, "IOException: no checkpoint"));
    assertThat(file()).isEmptyFile();
    sink.close();
  }

  @Test
  void tellsAWitnessHowMuchOfAFailedAppendStays() {
    Account account = new Account();
    faults.failAfterBytes(6, "No space left on device");
    FileSink sink = sink(Fsync.NEVER);
    Answer answer = witnessed(sink, account, "one", "two", "three");
    assertThat(answer.runs().get(0).count()).isEqualTo(1);
    assertThat(account.told).containsExactly("before 0+14 at 0", "after 1 at 4");
    sink.close();
  }

  @Test
  void rotatesBeforeItTellsAWitness() throws IOException {
    Account account = new Account();
    FileSink sink = sink(Fsync.NEVER, rotateAt(10), "");
    answer(sink, Records.of("12345678"));
    witnessed(sink, account, "replayed");
    assertThat(account.told).containsExactly("before 0+9 at 0", "after 1 at 9");
    assertThat(file()).hasContent("replayed\n");
    sink.close();
  }

  @Test
  void looksForTheFileBeforeItTellsAWitness() throws IOException {
    Account account = new Account();
    FileSink sink = sink(Fsync.NEVER);
    answer(sink, Records.of("old"));
    Files.move(file(), file().resolveSibling("moved"));
    witnessed(sink, account, "new");
    assertThat(account.told).containsExactly("before 0+4 at 0", "after 1 at 4");
    sink.close();
  }

  @Test
  void tellsAWitnessThatADeletedFileHasNothing() {
    Account account = new Account();
    FileSink sink = sink(Fsync.NEVER);
    answer(sink, Records.of("live"));
    faults.afterWriting(1, this::removeAll);
    assertThat(witnessed(sink, account, "one", "two")).isEqualTo(Answer.delivered(2));
    assertThat(account.told)
        .containsExactly("before 5+8 at 5", "after 0 at 0", "before 0+8 at 0", "after 2 at 8");
    assertThat(file()).hasContent("one\ntwo\n");
    sink.close();
  }

  @Test
  void writesNothingElseBetweenAnIntentAndItsEnd() throws Exception {
    FileSink sink = sink(Fsync.NEVER);
    List<Thread> others = new ArrayList<>();
    AppendWitness slow =
        new AppendWitness() {
          @Override
          public void before(AppendIntent intent) {
            Thread other = new Thread(() -> answer(sink, Records.of("live")));
            others.add(other);
            other.start();
            awaitBlocked(other);
          }

          @Override
          public void after(int records) {
            assertThat(file()).hasContent("replayed\n");
          }
        };
    witnessed(sink, slow, "replayed");
    others.get(0).join();
    assertThat(file()).hasContent("replayed\nlive\n");
    sink.close();
  }

  private static void awaitBlocked(Thread thread) {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (thread.getState() != Thread.State.BLOCKED && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(thread.getState()).isEqualTo(Thread.State.BLOCKED);
  }

  private static RotationSettings rotateAt(long bytes) {
    return new RotationSettings(
        java.util.OptionalLong.of(bytes),
        java.util.Optional.empty(),
        Compression.NONE,
        java.util.OptionalInt.empty(),
        java.util.Optional.empty());
  }
}
