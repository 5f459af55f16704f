package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.rescue.RescueName.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescueFolderTest {
  private static final String LOCK = "a-b.c-2026-11-21_08:00:00.dat.lock";
  private static final String DAT = "a-b.c-2026-11-21_08:00:00.dat";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  /** Three records, as bytes, and where each line ends. */
  private static byte[] three(int[] ends) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      all.writeBytes(TestRescue.bytes(TestRescue.group("a-b.c", "record " + i)));
      ends[i] = all.size();
    }
    return all.toByteArray();
  }

  private RescueFolder.Adopted adopt(Path in) throws IOException {
    List<RescueFolder.Adopted> adopted = new RescueFolder(in).adopt();
    assertThat(adopted).hasSize(1);
    return adopted.get(0);
  }

  @Test
  void orphanCutAtAnyByteOpensWithExactlyTheCompleteRecords() throws IOException {
    int[] ends = new int[3];
    byte[] all = three(ends);
    for (int length = 0; length <= all.length; length++) {
      Path in = Files.createDirectory(folder.resolve("cut" + length));
      Files.write(in.resolve(LOCK), Arrays.copyOf(all, length));
      RescueFolder.Adopted adopted = adopt(in);
      int cut = length;
      int whole = (int) Arrays.stream(ends).filter(end -> end <= cut).count();
      int wholeBytes = whole == 0 ? 0 : ends[whole - 1];
      assertThat(adopted.count().records()).as("cut at %d", length).isEqualTo(whole);
      assertThat(adopted.count().bad()).isZero();
      assertThat(adopted.tornBytes()).isEqualTo(length - wholeBytes);
      assertThat(in.resolve(LOCK)).doesNotExist();
      if (whole > 0) {
        assertThat(Files.readAllBytes(in.resolve(DAT))).isEqualTo(Arrays.copyOf(all, wholeBytes));
      } else {
        assertThat(in.resolve(DAT)).doesNotExist();
      }
      if (length > wholeBytes) {
        byte[] torn = Files.readAllBytes(in.resolve(DAT + ".torn"));
        assertThat(Arrays.copyOf(torn, torn.length - 1))
            .isEqualTo(Arrays.copyOfRange(all, wholeBytes, length));
      }
    }
  }

  @Test
  void orphanWithAnyByteFlippedLosesAtMostTheRecordsItTouches() throws IOException {
    int[] ends = new int[3];
    byte[] all = three(ends);
    for (int i = 0; i < all.length; i++) {
      Path in = Files.createDirectory(folder.resolve("flip" + i));
      byte[] altered = all.clone();
      altered[i] ^= 1;
      Files.write(in.resolve(LOCK), altered);
      RescueFolder.Adopted adopted = adopt(in);
      boolean lineEnd = all[i] == '\n';
      boolean lastByte = i == all.length - 1;
      // a line end that is gone joins two lines; the file's last one makes its line a torn one
      assertThat(adopted.count().records())
          .as("byte %d", i)
          .isEqualTo(lineEnd && !lastByte ? 1 : 2);
      assertThat(adopted.count().bad() > 0).as("byte %d", i).isEqualTo(!lastByte);
    }
  }

  @Test
  void adoptsEveryLockAndLeavesOtherFilesAlone() throws IOException {
    int[] ends = new int[3];
    byte[] all = three(ends);
    Files.write(folder.resolve(LOCK), all);
    Files.write(folder.resolve("other-2026-11-21_07:00:00.dat.lock"), all);
    Files.write(folder.resolve("other-2026-11-21_06:00:00.dat"), all);
    Files.writeString(folder.resolve("recover.lock"), "x");
    List<RescueFolder.Adopted> adopted = new RescueFolder(folder).adopt();
    assertThat(adopted).extracting(one -> one.name().sink()).containsExactly("other", "a-b.c");
    assertThat(new RescueFolder(folder).files())
        .extracting(RescueFolder.Found::form)
        .containsOnly(Form.DAT)
        .hasSize(3);
    assertThat(folder.resolve("recover.lock")).hasContent("x");
  }

  @Test
  void emptyLinesAreCountedApart() throws IOException {
    int[] ends = new int[3];
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    with.write('\n');
    with.writeBytes(three(ends));
    with.writeBytes("\n\nno record\n".getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(folder.resolve(DAT), with.toByteArray());
    assertThat(LineCount.of(file)).isEqualTo(new LineCount(3, 1, 3));
  }

  @Test
  void linesLongerThanTheBufferAreReadWhole() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String[] records = {"x".repeat(5000), "y", "z".repeat(3000), ""};
    for (String record : records) {
      all.writeBytes(TestRescue.bytes(TestRescue.group("a", record)));
    }
    all.write('{');
    Path file = Files.write(folder.resolve(DAT), all.toByteArray());
    RescueLine line = new RescueLine();
    int found = 0;
    try (RescueLines lines = new RescueLines(file, 0, 700)) {
      while (lines.next()) {
        while (lines.line()) {
          assertThat(line.read(lines.bytes(), lines.start(), lines.end())).isTrue();
          assertThat(TestRescue.text(line, line.rawStart(), line.rawEnd()))
              .isEqualTo(records[found++]);
        }
      }
      assertThat(lines.rest()).isEqualTo(1);
      assertThat(lines.endOffset()).isEqualTo(all.size() - 1);
    }
    assertThat(found).isEqualTo(records.length);
  }

  @Test
  void onlyOneOwnsTheFolder() throws IOException {
    Optional<OwnerLock> first = OwnerLock.take(folder);
    assertThat(first).isPresent();
    assertThat(OwnerLock.take(folder)).isEmpty();
    assertThat(OwnerLock.holder(folder)).isEqualTo(Long.toString(ProcessHandle.current().pid()));
    first.orElseThrow().close();
    Optional<OwnerLock> second = OwnerLock.take(folder);
    assertThat(second).isPresent();
    second.orElseThrow().close();
  }
}
