package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.framing.Multiline;
import io.spillway.streams.ledger.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private @Nullable FollowRig last;
  private int written;

  private FollowRig rig(String... globs) throws IOException {
    last = new FollowRig(folder, globs);
    return last;
  }

  @AfterEach
  void memoryIsGivenBack() {
    if (last != null) {
      last.settle();
      assertThat(last.budget.used()).isZero();
      assertThat(last.tally.read().imbalance()).isZero();
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void append(String name, String text) throws IOException {
    Files.createDirectories(file(name).getParent());
    Files.writeString(
        file(name), text, ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<String> lines(String name, int n) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      lines.add("line %06d of a log".formatted(written++));
    }
    append(name, String.join("\n", lines) + "\n");
    return lines;
  }

  @Test
  void readsWhatIsThereAndWhatComes() throws IOException {
    FollowRig rig = rig("*.log");
    List<String> first = lines("a.log", 100);
    assertThat(rig.read()).isEqualTo(first);
    assertThat(rig.read()).isEmpty();
    assertThat(rig.read()).isEmpty();
    List<String> more = lines("a.log", 3);
    assertThat(rig.read()).isEqualTo(more);
    List<String> other = lines("b.log", 3);
    assertThat(rig.read()).isEqualTo(other);
    assertThat(rig.counts()).isEqualTo(new FollowCounts(2, 2, 0, 0, 0, 0));
  }

  @Test
  void lineIsReadWhenItIsWhole() throws IOException {
    FollowRig rig = rig("a.log");
    append("a.log", "one\ntw");
    assertThat(rig.read()).containsExactly("one");
    append("a.log", "o\nthr");
    assertThat(rig.read()).containsExactly("two");
    append("a.log", "ee\n");
    assertThat(rig.read()).containsExactly("three");
    assertThat(rig.ids)
        .extracting(id -> id.substring(id.lastIndexOf('/')))
        .containsExactly("/0", "/4", "/8");
  }

  @Test
  void longUnfinishedLineTakesNoMemoryAndIsReadAgain() throws IOException {
    last = new FollowRig(folder, 1024, 4096, "a.log");
    append("a.log", "x".repeat(9000));
    assertThat(last.read()).isEmpty();
    append("a.log", "y\nz\n");
    assertThat(last.read()).containsExactly("x".repeat(9000) + "y", "z");
  }

  @Test
  void lineThatIsTooLongIsCutOnceHoweverItComes() throws IOException {
    FollowRig rig = rig("a.log");
    append("a.log", "a\n" + "x".repeat(15_000));
    assertThat(rig.read()).containsExactly("a", "x".repeat(FollowRig.LONGEST));
    append("a.log", "x".repeat(15_000));
    assertThat(rig.read()).isEmpty();
    append("a.log", "x\nb\n");
    assertThat(rig.read()).containsExactly("b");
    assertThat(rig.noted(Reason.TOO_LONG_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void restartInALineThatIsTooLongBeginsItAgain() throws IOException {
    FollowRig rig = rig("a.log");
    append("a.log", "a\n" + "x".repeat(15_000));
    rig.read();
    rig.restart();
    append("a.log", "x\nb\n");
    assertThat(rig.read()).containsExactly("x".repeat(FollowRig.LONGEST), "b");
  }

  @Test
  void renamedFileIsReadToItsEndAndTheNewOneFromItsBeginning() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 10);
    rig.read();
    List<String> late = lines("a.log", 5);
    Files.move(file("a.log"), file("a.log.1"));
    List<String> later = lines("a.log.1", 5);
    List<String> fresh = lines("a.log", 5);
    List<String> read = rig.readUnsettled();
    List<String> lateAgain = lines("a.log.1", 5);
    read.addAll(rig.read());
    late.addAll(later);
    late.addAll(fresh);
    late.addAll(lateAgain);
    assertThat(read).containsExactlyInAnyOrderElementsOf(late);
    assertThat(rig.counts()).isEqualTo(new FollowCounts(1, 1, 0, 1, 0, 0));
  }

  @Test
  void closedFileIsFoundUnderItsNewName() throws IOException {
    last = new FollowRig(folder, 16, 4096, "*.log");
    for (int i = 0; i < 50; i++) {
      lines("f" + i + ".log", 2);
    }
    last.read();
    assertThat(last.counts().open()).isLessThanOrEqualTo(16);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      expected.addAll(lines("f" + i + ".log", 2));
      Files.move(file("f" + i + ".log"), file("f" + i + ".log.1"));
      expected.addAll(lines("f" + i + ".log", 2));
    }
    assertThat(last.read()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(last.counts().files()).isEqualTo(50);
    assertThat(last.counts().open()).isLessThanOrEqualTo(16);
  }

  @Test
  void openFileThatIsRemovedIsReadToItsEnd() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 10);
    rig.readUnsettled();
    List<String> late = lines("a.log", 5);
    append("a.log", "no line end");
    Files.delete(file("a.log"));
    List<String> read = rig.read();
    late.add("no line end");
    assertThat(read).isEqualTo(late);
    assertThat(rig.counts().files()).isZero();
    assertThat(rig.counts().open()).isZero();
    assertThat(rig.noted(Reason.FILE_REMOVED)).isZero();
  }

  @Test
  void unfinishedLineOfARotatedFileBecomesARecord() throws IOException {
    FollowRig rig = rig("a.log*");
    append("a.log", "one\nunfinished");
    assertThat(rig.read()).containsExactly("one");
    Files.move(file("a.log"), file("a.log.1"));
    append("a.log", "two\n");
    assertThat(rig.read()).containsExactlyInAnyOrder("unfinished", "two");
    append("a.log.1", " after all\n");
    assertThat(rig.read()).containsExactly(" after all");
  }

  @Test
  void truncatedFileIsReadFromItsBeginningUnderANewGeneration() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 100);
    rig.read();
    truncate("a.log");
    List<String> fresh = lines("a.log", 5);
    assertThat(rig.read()).isEqualTo(fresh);
    assertThat(rig.ids).doesNotHaveDuplicates();
    assertThat(rig.noted(Reason.FILE_TRUNCATED)).isEqualTo(1);
    assertThat(rig.counts().truncated()).isEqualTo(1);
  }

  @Test
  void truncationIsNoticedThoughTheFileHasGrownBeyondWhatWasRead() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 10);
    rig.read();
    truncate("a.log");
    List<String> fresh = lines("a.log", 500);
    assertThat(rig.read()).isEqualTo(fresh);
    assertThat(rig.noted(Reason.FILE_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void truncationIsNoticedThoughTheFileIsAsLongAsBefore() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 10);
    rig.read();
    truncate("a.log");
    List<String> fresh = lines("a.log", 10);
    assertThat(rig.read()).isEqualTo(fresh);
    assertThat(rig.noted(Reason.FILE_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void copyOfATruncatedFileHasItsRest() throws IOException {
    FollowRig rig = rig("a.log*");
    lines("a.log", 100);
    rig.read();
    List<String> rest = lines("a.log", 50);
    append("a.log", "unfin");
    Files.copy(file("a.log"), file("a.log.1"));
    truncate("a.log");
    List<String> fresh = lines("a.log", 5);
    List<String> read = rig.read();
    rest.addAll(fresh);
    assertThat(read).containsExactlyInAnyOrderElementsOf(rest);
    assertThat(rig.noted(Reason.FILE_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void copyThatEndsBeforeWhatWasReadBringsNothing() throws IOException {
    last = new FollowRig(folder, 1024, 4096, "a.log*");
    lines("a.log", 1000);
    last.readUnsettled();
    Files.write(file("a.log.1"), Arrays.copyOf(Files.readAllBytes(file("a.log")), 900 * 21 + 10));
    truncate("a.log");
    List<String> fresh = lines("a.log", 10);
    assertThat(last.read()).isEqualTo(fresh);
    assertThat(last.ids).doesNotHaveDuplicates();
    last.restart();
    assertThat(last.read()).isEmpty();
    Files.move(file("a.log.1"), file("a.log.2"));
    gzip("a.log.2", "a.log.2.gz");
    Files.delete(file("a.log.2"));
    assertThat(last.read()).isEmpty();
  }

  @Test
  void copyIsNotReadWhileItsOriginalIsThere() throws IOException {
    FollowRig rig = rig("a.log*");
    lines("a.log", 100);
    rig.read();
    List<String> rest = lines("a.log", 50);
    Files.copy(file("a.log"), file("a.log.1"));
    List<String> read = rig.readUnsettled();
    read.addAll(rig.read());
    List<String> more = lines("a.log", 50);
    read.addAll(rig.read());
    rest.addAll(more);
    assertThat(read).isEqualTo(rest);
    truncate("a.log");
    assertThat(rig.read()).isEmpty();
    assertThat(rig.ids).doesNotHaveDuplicates();
  }

  @Test
  void equalFilesAreEachReadWhole() throws IOException {
    FollowRig rig = rig("*");
    for (int i = 0; i < 20; i++) {
      append("f" + i + ".log", "the same\n");
      append("f-" + i + ".log", "the same\n");
      append("same.log." + i, "the same\n");
    }
    assertThat(rig.read()).hasSize(60);
  }

  @Test
  void restartGoesOnBehindWhatIsSettled() throws IOException {
    FollowRig rig = rig("*.log");
    lines("a.log", 100);
    rig.read();
    List<String> ids = List.copyOf(rig.ids);
    List<String> unsettled = lines("a.log", 10);
    assertThat(rig.readUnsettled()).isEqualTo(unsettled);
    rig.ids.clear();
    rig.restart();
    unsettled.addAll(lines("a.log", 5));
    assertThat(rig.read()).isEqualTo(unsettled);
    assertThat(rig.ids).doesNotContainAnyElementsOf(ids);
    String stream = ids.get(0).substring(0, ids.get(0).lastIndexOf('/'));
    assertThat(rig.ids).allMatch(id -> id.startsWith(stream + "/"));
    rig.restart();
    assertThat(rig.read()).isEmpty();
  }

  @Test
  void checkpointStopsBeforeABatchThatWasGivenUp() throws IOException {
    last = new FollowRig(folder, 1024, 4096, "*.log");
    List<String> all = lines("a.log", 1000);
    last.readUnsettled();
    assertThat(last.unsettled).hasSizeGreaterThan(3);
    int kept = last.unsettled.get(0).count();
    for (int i = 0; i < last.unsettled.size(); i++) {
      if (i == 1) {
        last.unsettled.get(i).settlement().abandoned();
      } else {
        last.unsettled.get(i).settlement().settled();
      }
    }
    last.unsettled.clear();
    last.settle();
    last.restart();
    assertThat(last.read()).isEqualTo(all.subList(kept, all.size()));
  }

  @Test
  void renamedAndNewFilesAreFoundAfterARestart() throws IOException {
    FollowRig rig = rig("a.log");
    lines("a.log", 100);
    rig.read();
    List<String> expected = lines("a.log", 10);
    rig.restart();
    Files.move(file("a.log"), file("a.log.1"));
    expected.addAll(lines("a.log", 10));
    assertThat(rig.read()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rig.counts().truncated()).isZero();
  }

  @Test
  void truncationWhileNobodyLooksIsNoticed() throws IOException {
    FollowRig rig = rig("a.log*");
    lines("a.log", 100);
    rig.read();
    List<String> expected = lines("a.log", 10);
    Files.copy(file("a.log"), file("a.log.1"));
    truncate("a.log");
    rig.restart();
    expected.addAll(lines("a.log", 200));
    assertThat(rig.read()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rig.noted(Reason.FILE_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void inodeOfARemovedFileMayBeAnothersNow() throws IOException {
    FollowRig rig = rig("*.log");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.addAll(lines("f" + i + ".log", 20));
    }
    List<String> read = rig.read();
    for (int i = 0; i < 20; i++) {
      Files.delete(file("f" + i + ".log"));
    }
    rig.restart();
    for (int i = 0; i < 20; i++) {
      expected.addAll(lines("g" + i + ".log", 30));
    }
    read.addAll(rig.read());
    assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void excludedAndSpecialFilesAreNotOpened() throws IOException, InterruptedException {
    FollowRig rig = rig("*");
    assertThat(new ProcessBuilder("mkfifo", file("pipe.log").toString()).start().waitFor())
        .isZero();
    List<String> expected = lines("a.log", 3);
    Files.createSymbolicLink(file("b.log"), file("a.log"));
    assertThat(rig.read()).isEqualTo(expected);
    assertThat(rig.problems.text()).contains("pipe.log").contains("no regular file");
  }

  @Test
  void compressedFileIsReadWhole() throws IOException {
    FollowRig rig = rig("*");
    List<String> expected = lines("a.log", 5000);
    gzip("a.log", "a.log.3.gz");
    Files.delete(file("a.log"));
    assertThat(rig.read()).isEqualTo(expected);
    rig.restart();
    assertThat(rig.read()).isEmpty();
  }

  @Test
  void compressedFileThatWasFollowedBeforeIsReadOnFromThere() throws IOException {
    FollowRig rig = rig("a.log*");
    lines("a.log", 100);
    rig.read();
    String read = rig.ids.get(0);
    rig.ids.clear();
    List<String> expected = lines("a.log", 2000);
    rig.restart();
    Files.move(file("a.log"), file("a.log.1"));
    gzip("a.log.1", "a.log.1.gz");
    Files.delete(file("a.log.1"));
    List<String> fresh = lines("a.log", 10);
    expected.addAll(fresh);
    assertThat(rig.read()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rig.ids)
        .doesNotHaveDuplicates()
        .filteredOn(id -> id.startsWith(read.substring(0, read.lastIndexOf('/'))))
        .hasSize(2000);
  }

  @Test
  void compressedFileThatWasReadBeforeBringsNothing() throws IOException {
    FollowRig rig = rig("a.log*");
    lines("a.log", 100);
    rig.read();
    Files.move(file("a.log"), file("a.log.1"));
    List<String> expected = lines("a.log", 10);
    List<String> read = rig.read();
    gzip("a.log.1", "a.log.1.gz");
    read.addAll(rig.read());
    Files.delete(file("a.log.1"));
    read.addAll(rig.read());
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void compressedFileThatIsCutIsAProblemAndReadOnWhenItIsWhole() throws IOException {
    FollowRig rig = rig("*.gz");
    List<String> expected = lines("a.log", 5000);
    gzip("a.log", "a.log.1.gz");
    byte[] whole = Files.readAllBytes(file("a.log.1.gz"));
    Files.write(file("a.log.1.gz"), Arrays.copyOf(whole, whole.length / 2));
    old("a.log.1.gz");
    List<String> read = rig.read();
    assertThat(read).isNotEmpty().hasSizeLessThan(5000);
    assertThat(rig.problems.text()).contains("a.log.1.gz");
    Files.write(file("a.log.1.gz"), whole);
    read.addAll(rig.read());
    assertThat(read).isEqualTo(expected);
    assertThat(rig.problems.text()).isEmpty();
  }

  @Test
  void folderThatIsNotThereIsToldUntilItIs() throws IOException {
    FollowRig rig = rig("gone/*.log");
    assertThat(rig.read()).isEmpty();
    assertThat(rig.problems.text()).contains("gone: no such folder");
    append("gone/a.log", "y\n");
    assertThat(rig.read()).containsExactly("y");
    assertThat(rig.problems.text()).isEmpty();
  }

  @Test
  void newFilesWaitWhileTheCheckpointCannotBeWritten() throws IOException {
    FollowRig rig = rig("*.log");
    lines("a.log", 10);
    rig.read();
    Path aside = rig.checkpoint.resolveSibling("in.checkpoint.new");
    rig.breakCheckpoint();
    Files.createDirectory(aside); // so that it can't be written anew
    List<String> expected = lines("b.log", 10);
    List<String> old = lines("a.log", 10);
    assertThat(rig.read()).isEqualTo(old);
    assertThat(rig.problems.text()).contains("checkpoint");
    Files.delete(aside);
    assertThat(rig.read()).isEqualTo(expected);
    assertThat(rig.problems.text()).isEmpty();
    rig.restart();
    assertThat(rig.read()).isEmpty();
  }

  @Test
  void linesAreJoinedAndTheLastRecordEndsInTime() throws IOException {
    Multiline lines = new Multiline("^\\S", false, Duration.ofSeconds(3));
    last = new FollowRig(folder, 1024, 65_536, Optional.of(lines), "a.log");
    append("a.log", "one\n  at here\n  at there\ntwo\n  at h");
    assertThat(last.readUnsettled()).containsExactly("one\n  at here\n  at there");
    append("a.log", "ome\n");
    assertThat(last.readUnsettled()).isEmpty();
    assertThat(last.readUnsettled()).isEmpty();
    assertThat(last.readUnsettled()).containsExactly("two\n  at home");
    assertThat(last.readUnsettled()).isEmpty();
    append("a.log", "three\nfour\n");
    assertThat(last.readUnsettled()).containsExactly("three");
    last.settle();
    last.restart();
    assertThat(last.read()).containsExactly("four");
  }

  private void gzip(String from, String to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file(to)))) {
      Files.copy(file(from), out);
    }
    old(to);
  }

  private void old(String name) throws IOException {
    Files.setLastModifiedTime(
        file(name), FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
  }

  private void truncate(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
