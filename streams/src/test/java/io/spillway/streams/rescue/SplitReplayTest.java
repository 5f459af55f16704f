package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.RescueGroup.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are split, and then replayed to their end: no line of them is gone. */
class SplitReplayTest {
  private static final String DAT = "out-2026-11-21_08:00:00.dat";
  private static final RecordFilter TIMEOUTS =
      new RecordFilter(List.of("timeout"), 0, Long.MAX_VALUE);

  private final Path folder;
  private final LedgerBook book = new LedgerBook();

  SplitReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void ledgerBalances() {
    assertThat(book.rescue().read().imbalance()).isZero();
    assertThat(book.rescue().read().held()).isZero();
  }

  private RescueFiles files(Optional<ReplayCheckpoint.Position> begun) {
    return new RescueFiles(
        new RescueSettings(
            folder, 1 << 20, Duration.ofHours(1), OptionalLong.empty(), 0, Duration.ofSeconds(1)),
        book.rescue(),
        book.rejected(),
        begun);
  }

  private static byte[] line(String raw, Reason reason) {
    RescueEncoder encoder = TestRescue.encoder("out");
    encoder.clear();
    encoder.add(TestBatches.share(raw), 0, 1, reason, 1, "");
    return TestRescue.bytes(encoder.group(Place.RESCUED, false));
  }

  /** Its CRC is right, so it is counted; nobody can say what it means. */
  private static byte[] strange() {
    byte[] open = "{\"id\":\"of a later version\"".getBytes(StandardCharsets.US_ASCII);
    return LineCheck.sealed(open, open.length);
  }

  private static byte[] altered() {
    byte[] line = line("altered", Reason.TIMEOUT);
    line[20] ^= 1;
    return line;
  }

  private static byte[] all(byte[]... lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.writeBytes(line);
    }
    return all.toByteArray();
  }

  /** What a replay delivers of it. */
  private static List<String> replay(RescueFiles files, RescueFiles.Dat dat) throws IOException {
    ByteArrayOutputStream delivered = new ByteArrayOutputStream();
    try (ReplayReader reader = new ReplayReader(dat.path(), 0)) {
      for (ReplayReader.Chunk chunk = reader.next(9); !chunk.isEnd(); chunk = reader.next(9)) {
        for (int i = 0; i < chunk.records(); i++) {
          int start = chunk.lines()[2 * i];
          delivered.write(reader.bytes(), start, chunk.lines()[2 * i + 1] + 1 - start);
        }
        files.left(dat, chunk.records(), 0);
      }
    }
    files.finish(dat);
    return TestRescue.raws(delivered.toByteArray());
  }

  private static List<String> replayAll(RescueFiles files) throws IOException {
    List<String> delivered = new ArrayList<>();
    for (RescueFiles.Dat dat : files.closed()) {
      delivered.addAll(replay(files, dat));
    }
    return delivered;
  }

  /** All lines set aside, of all files. */
  private byte[] aside() throws IOException {
    ByteArrayOutputStream aside = new ByteArrayOutputStream();
    try (Stream<Path> names = Files.list(folder)) {
      for (Path path : (Iterable<Path>) names.sorted()::iterator) {
        assertThat(path.toString()).endsWith(".bad");
        aside.writeBytes(Files.readAllBytes(path));
      }
    }
    return aside.toByteArray();
  }

  @Test
  void linesThatNobodyCanReadAreSetAsideWithTheRest() throws IOException {
    byte[] first = line("first", Reason.TIMEOUT);
    byte[] third = line("third", Reason.TIMEOUT);
    Files.write(folder.resolve(DAT), all(first, strange(), third, strange()));
    RescueFiles files = files(Optional.empty());
    files.countFound();
    RescueFiles.Dat meant = files.split(files.closed().get(0), 0, TIMEOUTS).orElseThrow();
    assertThat(replay(files, meant)).containsExactly("first", "third");
    assertThat(replayAll(files)).isEmpty();
    assertThat(aside()).isEqualTo(all(strange(), strange()));
    RescueTally.Reading reading = book.rescue().read();
    assertThat(List.of(reading.found(), reading.replayed(), reading.setAside()))
        .containsExactly(4L, 2L, 2L);
  }

  @Test
  void setDownAFileKeepsTheBadLinesOfWhatIsDone() throws IOException {
    byte[] done = all(line("done", Reason.TIMEOUT), altered(), strange(), new byte[] {'\n'});
    byte[] left = all(line("left", Reason.UNAVAILABLE), altered(), strange());
    Files.write(folder.resolve(DAT), all(done, left));
    RescueFiles files = files(Optional.of(new ReplayCheckpoint.Position(DAT, done.length, 1)));
    files.countFound();
    files.split(files.closed().get(0), done.length, RecordFilter.ANY);
    assertThat(replayAll(files)).containsExactly("left");
    assertThat(aside()).isEqualTo(all(altered(), strange(), altered(), strange()));
    RescueTally.Reading reading = book.rescue().read();
    assertThat(List.of(reading.found(), reading.replayed(), reading.setAside()))
        .containsExactly(3L, 1L, 2L);
  }

  /** What was delivered is no record of it any more, whatever became of its lines since. */
  @Test
  void damageToWhatIsDoneCostsNoRecordBehindIt() throws IOException {
    byte[] done = all(altered(), altered());
    Files.write(folder.resolve(DAT), all(done, line("left", Reason.UNAVAILABLE), strange()));
    RescueFiles files = files(Optional.of(new ReplayCheckpoint.Position(DAT, done.length, 2)));
    files.countFound();
    assertThat(files.closed().get(0).records()).isEqualTo(2);
    files.split(files.closed().get(0), done.length, RecordFilter.ANY);
    assertThat(replayAll(files)).containsExactly("left");
    assertThat(book.rescue().read().found()).isEqualTo(2);
  }

  @Test
  void splitThatFailsLeavesTheFileToBeSplitAgain() throws IOException {
    Files.write(folder.resolve(DAT), all(line("1", Reason.TIMEOUT), line("2", Reason.UNAVAILABLE)));
    RescueFiles files = files(Optional.empty());
    files.countFound();
    RescueFiles.Dat dat = files.closed().get(0);
    Path blocked = Files.createDirectory(folder.resolve("out-2026-11-21_08:00:00_3.dat.part"));
    assertThatThrownBy(() -> files.split(dat, 0, TIMEOUTS)).isInstanceOf(IOException.class);
    assertThat(files.closed()).containsExactly(dat);
    Files.deleteIfExists(blocked);
    Path intent = Files.createDirectory(folder.resolve("split.lock"));
    assertThatThrownBy(() -> files.split(dat, 0, TIMEOUTS)).isInstanceOf(IOException.class);
    assertThat(files.closed()).containsExactly(dat);
    Files.deleteIfExists(intent);
    assertThat(replay(files, files.split(dat, 0, TIMEOUTS).orElseThrow())).containsExactly("1");
    assertThat(replayAll(files)).containsExactly("2");
  }

  @Test
  void fileThatCannotBeReadHoldsUpNoOther() throws IOException {
    Files.createDirectory(folder.resolve("out-2026-11-21_07:00:00.dat"));
    Files.write(folder.resolve(DAT), line("1", Reason.TIMEOUT));
    RescueFiles files = files(Optional.empty());
    files.countFound();
    List<RescueFiles.Dat> closed = files.closed();
    assertThat(closed).extracting(RescueFiles.Dat::records).containsExactly(-1L, 1L);
    assertThat(closed.get(0).problem()).startsWith("can't be read: ");
    assertThat(replay(files, closed.get(1))).containsExactly("1");
  }

  @Test
  void fileThatComesLaterIsCountedWhenItGrowsNoMore() throws IOException {
    RescueFiles files = files(Optional.empty());
    files.countFound();
    byte[] line = line("1", Reason.TIMEOUT);
    Files.write(folder.resolve(DAT), line);
    files.countFound();
    assertThat(files.closed().get(0).records()).isEqualTo(-1);
    Files.write(folder.resolve(DAT), all(line, line));
    files.countFound();
    assertThat(files.closed().get(0).records()).isEqualTo(-1);
    assertThat(files.closed().get(0).problem()).isEqualTo("it still grows");
    files.countFound();
    assertThat(files.closed().get(0).records()).isEqualTo(2);
    files.countFound();
    assertThat(replayAll(files)).containsExactly("1", "1");
    assertThat(book.rescue().read().found()).isEqualTo(2);
  }
}
