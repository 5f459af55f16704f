package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.flow.MemoryRescue;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSplitTest {
  private static final RescueName FILE =
      new RescueName("a-b.c", LocalDateTime.of(2026, 11, 21, 8, 0, 0), 1);
  private static final RecordFilter TIMEOUTS =
      new RecordFilter(List.of("timeout"), 0, Long.MAX_VALUE);

  private final Path folder;
  private final RescueFolder files;

  FileSplitTest(@TempDir Path folder) {
    this.folder = folder;
    this.files = new RescueFolder(folder);
  }

  private static byte[] line(String raw, Reason reason) {
    RescueEncoder encoder = MemoryRescue.encoder();
    encoder.clear();
    encoder.add(TestBatches.share(raw), 0, 1, reason, 1, "");
    RescueGroup group = encoder.group(Place.RESCUED, false);
    return Arrays.copyOf(group.bytes(), group.length());
  }

  /** Every other record timed out; an empty line, a bad one, and a last one without its end. */
  private void write(int records) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int i = 0; i < records; i++) {
      lines.writeBytes(line("r" + i, i % 2 == 0 ? Reason.TIMEOUT : Reason.UNAVAILABLE));
    }
    lines.writeBytes("\n{\"bad\":1}\n{\"cut".getBytes(StandardCharsets.US_ASCII));
    Files.write(folder.resolve(FILE.in(Form.DAT)), lines.toByteArray());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> raws(RescueName name) throws IOException {
    List<String> raws = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name.in(Form.DAT)))) {
      int at = line.indexOf("\"raw\":\"");
      raws.add(at < 0 ? line : line.substring(at + 7, line.indexOf('"', at + 7)));
    }
    return raws;
  }

  private FileSplit.Parts split(long offset, RecordFilter filter) throws IOException {
    FileSplit.Parts parts = FileSplit.copy(files, FILE, offset, filter);
    FileSplit.finish(files, parts.intent());
    return parts;
  }

  @Test
  void putsWhatIsMeantIntoAFileOfItsOwnAndKeepsEveryOtherByte() throws IOException {
    write(5);
    FileSplit.Parts parts = split(0, TIMEOUTS);
    RescueName match = new RescueName(FILE.sink(), FILE.time(), 2);
    RescueName rest = new RescueName(FILE.sink(), FILE.time(), 3);
    assertThat(parts.matching()).isEqualTo(3);
    assertThat(parts.resting()).isEqualTo(2);
    assertThat(names()).containsExactly(match.in(Form.DAT), rest.in(Form.DAT));
    assertThat(raws(match)).containsExactly("r0", "r2", "r4");
    assertThat(raws(rest)).containsExactly("r1", "r3", "", "{\"bad\":1}", "{\"cut");
  }

  @Test
  void leavesOutWhatIsDone() throws IOException {
    write(5);
    long done = (long) line("r0", Reason.TIMEOUT).length + line("r1", Reason.UNAVAILABLE).length;
    FileSplit.Parts parts = split(done, RecordFilter.ANY);
    assertThat(parts.matching()).isEqualTo(3);
    assertThat(parts.resting()).isZero();
    assertThat(raws(new RescueName(FILE.sink(), FILE.time(), 2))).containsExactly("r2", "r3", "r4");
  }

  @Test
  void takesNoNameThatWasGiven() throws IOException {
    write(1);
    Files.createFile(folder.resolve(new RescueName(FILE.sink(), FILE.time(), 7).in(Form.BAD)));
    FileSplit.Parts parts = split(0, TIMEOUTS);
    assertThat(parts.intent().match()).contains(new RescueName(FILE.sink(), FILE.time(), 8));
  }

  /** A file or an import of the same second must not get the name of a part. */
  @Test
  void namesOfPartsAreTakenWhileTheyAreCopied() throws IOException {
    write(5);
    FileSplit.Parts parts = FileSplit.copy(files, FILE, 0, TIMEOUTS);
    Instant second = FILE.time().toInstant(ZoneOffset.UTC);
    RescueName imported = files.reserve(FILE.sink(), second);
    RescueFile live = files.create(FILE.sink(), second, 0, RescueOutput::create);
    assertThat(imported.number()).isEqualTo(4);
    assertThat(live.name().number()).isEqualTo(5);
    live.close();
    FileSplit.finish(files, parts.intent());
    files.free(imported);
    files.release(live.name());
    assertThat(names())
        .containsExactly(
            new RescueName(FILE.sink(), FILE.time(), 2).in(Form.DAT),
            new RescueName(FILE.sink(), FILE.time(), 3).in(Form.DAT));
  }

  @Test
  void copyThatFailsLeavesTheFileAndNothingElse() throws IOException {
    write(5);
    Path blocked = folder.resolve(new RescueName(FILE.sink(), FILE.time(), 3).in(Form.DAT));
    Files.createDirectory(Path.of(blocked + SplitIntent.PART));
    assertThatThrownBy(() -> FileSplit.copy(files, FILE, 0, TIMEOUTS))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly(FILE.in(Form.DAT));
  }

  @Test
  void nothingMeantLeavesOneFile() throws IOException {
    write(4);
    FileSplit.Parts parts = split(0, new RecordFilter(List.of("too_large"), 0, Long.MAX_VALUE));
    assertThat(parts.intent().match()).isEmpty();
    assertThat(names()).hasSize(1);
    assertThat(raws(new RescueName(FILE.sink(), FILE.time(), 3))).hasSize(7);
  }

  @Test
  void killBeforeTheIntentLeavesTheFileAndAfterItTheParts() throws IOException {
    write(5);
    byte[] whole = Files.readAllBytes(folder.resolve(FILE.in(Form.DAT)));
    split(0, TIMEOUTS);
    RescueName match = new RescueName(FILE.sink(), FILE.time(), 2);
    RescueName rest = new RescueName(FILE.sink(), FILE.time(), 3);
    byte[] matching = Files.readAllBytes(folder.resolve(match.in(Form.DAT)));
    byte[] resting = Files.readAllBytes(folder.resolve(rest.in(Form.DAT)));
    SplitIntent intent =
        new SplitIntent(FILE, java.util.Optional.of(match), java.util.Optional.of(rest));
    intent.write(folder);
    byte[] intended = Files.readAllBytes(folder.resolve("split.lock"));
    for (int length = 0; length <= intended.length; length++) {
      for (int renamed = 0; renamed <= 2; renamed++) {
        try (Stream<Path> all = Files.list(folder)) {
          for (Path path : (Iterable<Path>) all::iterator) {
            Files.delete(path);
          }
        }
        boolean isIntended = length == intended.length;
        Files.write(folder.resolve(FILE.in(Form.DAT)), whole);
        Files.write(folder.resolve("split.lock"), Arrays.copyOf(intended, length));
        String part = SplitIntent.PART;
        boolean firstHasName = isIntended && renamed > 0;
        boolean secondHasName = isIntended && renamed > 1;
        Files.write(folder.resolve(match.in(Form.DAT) + (firstHasName ? "" : part)), matching);
        Files.write(folder.resolve(rest.in(Form.DAT) + (secondHasName ? "" : part)), resting);
        files.adopt();
        if (isIntended) {
          assertThat(names()).containsExactly(match.in(Form.DAT), rest.in(Form.DAT));
          assertThat(folder.resolve(match.in(Form.DAT))).hasBinaryContent(matching);
          assertThat(folder.resolve(rest.in(Form.DAT))).hasBinaryContent(resting);
        } else {
          assertThat(names()).containsExactly(FILE.in(Form.DAT));
          assertThat(folder.resolve(FILE.in(Form.DAT))).hasBinaryContent(whole);
        }
      }
    }
  }

  @Test
  void intentWithAnyByteFlippedIsNone() throws IOException {
    write(5);
    byte[] whole = Files.readAllBytes(folder.resolve(FILE.in(Form.DAT)));
    RescueName match = new RescueName(FILE.sink(), FILE.time(), 2);
    new SplitIntent(FILE, java.util.Optional.of(match), java.util.Optional.empty()).write(folder);
    byte[] intended = Files.readAllBytes(folder.resolve("split.lock"));
    for (int i = 0; i < intended.length; i++) {
      byte[] altered = intended.clone();
      altered[i] ^= 1;
      Files.write(folder.resolve("split.lock"), altered);
      Files.write(folder.resolve(match.in(Form.DAT) + SplitIntent.PART), whole);
      files.adopt();
      assertThat(names()).as("byte %d", i).containsExactly(FILE.in(Form.DAT));
      assertThat(folder.resolve(FILE.in(Form.DAT))).hasBinaryContent(whole);
    }
  }

  @Test
  void timesAreFromAndBefore() throws IOException {
    write(1);
    RescueLine line = new RescueLine();
    byte[] bytes = line("x", Reason.TIMEOUT);
    assertThat(line.read(bytes, 0, bytes.length - 1)).isTrue();
    long time = RecordFilter.millis(line.time());
    assertThat(new RecordFilter(List.of(), time, time + 1).matches(line)).isTrue();
    assertThat(new RecordFilter(List.of(), time + 1, Long.MAX_VALUE).matches(line)).isFalse();
    assertThat(new RecordFilter(List.of(), 0, time).matches(line)).isFalse();
    assertThat(RecordFilter.ANY.matches(line)).isTrue();
  }
}
