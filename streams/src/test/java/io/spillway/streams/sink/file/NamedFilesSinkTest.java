package io.spillway.streams.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Answer.Run;
import io.spillway.streams.sink.Answer.Verdict;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.Targets;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesSinkTest extends SinkContractTest {
  private final Path folder;
  private final List<String> openings = new ArrayList<>();

  NamedFilesSinkTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** The contract's records have no targets; they are all for one file. */
  @Override
  protected Sink open() {
    Sink files = sink(2);
    return new Sink() {
      @Override
      public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
        return files.deliver(
            to(records, new int[records.count()], List.of(folder.resolve("a").toString())),
            progress);
      }

      @Override
      public void close() {
        files.close();
      }
    };
  }

  @Override
  protected List<String> received() throws IOException {
    return Files.readAllLines(folder.resolve("a"));
  }

  private NamedFilesSink sink(int most) {
    FileSinkSettings settings =
        new FileSinkSettings(
            folder.resolve("any"), Fsync.NEVER, Duration.ofSeconds(1), RotationSettings.OFF, most);
    return new NamedFilesSink(
        most,
        path -> {
          openings.add(path.getFileName().toString());
          return new FileSink(settings.at(path), new byte[0], Runnable::run, torn -> {});
        });
  }

  private static Outgoing to(Outgoing records, int[] of, List<String> names) {
    return new Outgoing(records.buffers(), records.ends(), records.count(), new Targets(names, of));
  }

  private Outgoing lines(String letters) {
    List<String> names =
        Stream.of("a", "b", "c").map(name -> folder.resolve(name).toString()).toList();
    Outgoing records =
        Records.of(letters.chars().mapToObj(Character::toString).toArray(String[]::new));
    return to(records, letters.chars().map(c -> c - 'a').toArray(), names);
  }

  private static Answer answer(Sink sink, Outgoing records) {
    return sink.deliver(records, new Records.Watch(0)).toCompletableFuture().join();
  }

  @Test
  void writesEachRecordToItsFileInOrder() throws IOException {
    Sink sink = sink(2);
    assertThat(answer(sink, lines("aabacab"))).isEqualTo(Answer.delivered(7));
    assertThat(answer(sink, lines("ba"))).isEqualTo(Answer.delivered(2));
    sink.close();
    assertThat(folder.resolve("a")).hasContent("a\na\na\na\na\n");
    assertThat(folder.resolve("b")).hasContent("b\nb\nb\n");
    assertThat(folder.resolve("c")).hasContent("c\n");
  }

  @Test
  void opensNothingAfterItsClose() {
    Sink sink = sink(2);
    answer(sink, lines("a"));
    sink.close();
    assertThat(answer(sink, lines("ab")).runs()).allMatch(run -> run.verdict() == Verdict.RETRY);
    assertThat(openings).containsExactly("a");
  }

  @Test
  void closesWhatWasUsedLongestAgo() {
    Sink sink = sink(2);
    answer(sink, lines("ab"));
    answer(sink, lines("a"));
    answer(sink, lines("c"));
    answer(sink, lines("a"));
    answer(sink, lines("b"));
    sink.close();
    assertThat(openings).containsExactly("a", "b", "c", "b");
  }

  @Test
  void aFileThatCannotBeWrittenHoldsUpItsOwnRecordsOnly() throws IOException {
    Files.createDirectory(folder.resolve("b"));
    Sink sink = sink(3);
    Answer answer = answer(sink, lines("abbacb"));
    assertThat(answer.runs()).extracting(Run::count).containsExactly(1, 2, 2, 1);
    assertThat(answer.runs())
        .extracting(Run::verdict)
        .containsExactly(Verdict.DELIVERED, Verdict.RETRY, Verdict.DELIVERED, Verdict.RETRY);
    assertThat(answer.runs().get(1).reason()).isEqualTo(Reason.IO_ERROR);
    sink.close();
    assertThat(folder.resolve("a")).hasContent("a\na\n");
    assertThat(folder.resolve("c")).hasContent("c\n");
  }

  private NamedFilesSink below(Path root) {
    FileSinkSettings settings =
        new FileSinkSettings(
            folder.resolve("any"), Fsync.NEVER, Duration.ofSeconds(1), RotationSettings.OFF, 8);
    return new NamedFilesSink(settings, root, new byte[0], Runnable::run, torn -> {});
  }

  @Test
  void rejectsWhatIsForAFileThatCannotBe() throws IOException {
    Path root = folder.resolve("out");
    Files.createDirectories(root.resolve("folder"));
    Files.writeString(root.resolve("file"), "");
    Sink sink = below(root);
    List<String> names =
        Stream.of("a", "folder", "file/x", "x".repeat(300), "y".repeat(300) + "/z")
            .map(name -> root.resolve(name).toString())
            .toList();
    Outgoing records = Records.of("0", "1", "2", "3", "4", "0");
    Answer answer = answer(sink, to(records, new int[] {0, 1, 2, 3, 4, 0}, names));
    assertThat(answer.runs())
        .extracting(Run::verdict)
        .containsExactly(
            Verdict.DELIVERED,
            Verdict.REJECTED,
            Verdict.REJECTED,
            Verdict.REJECTED,
            Verdict.REJECTED,
            Verdict.DELIVERED);
    assertThat(answer.runs().get(1).reason()).isEqualTo(Reason.PAYLOAD_REJECTED);
    assertThat(answer.runs().get(1).detail()).contains("folder: Is a directory");
    sink.close();
    assertThat(root.resolve("a")).hasContent("0\n0\n");
  }

  @Test
  void rejectsANameThatIsTooLongAlsoWhereNoFolderIsYet() {
    Path root = folder.resolve("new");
    Sink sink = below(root);
    String name = root.resolve("x".repeat(300) + "/y").toString();
    assertThat(answer(sink, to(Records.of("0"), new int[1], List.of(name))).runs())
        .extracting(Run::verdict)
        .containsExactly(Verdict.REJECTED);
    sink.close();
  }

  @Test
  void rejectsNothingWhileAFileStandsInPlaceOfItsFolder() throws IOException {
    Path root = folder.resolve("out");
    Files.writeString(root, "in the way");
    Sink sink = below(root);
    String name = root.resolve("a/b").toString();
    Outgoing records = to(Records.of("0"), new int[1], List.of(name));
    assertThat(answer(sink, records).runs())
        .extracting(Run::verdict)
        .containsExactly(Verdict.RETRY);
    Files.delete(root);
    assertThat(answer(sink, records)).isEqualTo(Answer.delivered(1));
    sink.close();
  }
}
