package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescueWriterTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final RescueTally rescued = new RescueTally("rescue");
  private final RescueTally rejected = new RescueTally("rejected");
  private final FaultyOutput output = new FaultyOutput();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<RescueWriter.Closed> closed = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T08:00:00.7Z");
  private long nanos = 1;

  @SuppressWarnings("NullAway.Init") // made for each test
  private RescueWriter writer;

  @BeforeEach
  void begin() {
    writer = writer(OptionalLong.empty());
  }

  private RescueWriter writer(OptionalLong quota) {
    RescueSettings settings =
        new RescueSettings(folder, 2000, Duration.ofMinutes(10), quota, 0, Duration.ofSeconds(1));
    return new RescueWriter(
        settings, rescued, rejected, closed::add, () -> now, () -> nanos, output);
  }

  @AfterEach
  void balances() {
    assertThat(rescued.read().imbalance()).isZero();
    assertThat(rejected.read().imbalance()).isZero();
  }

  private void write(String sink, String... lines) {
    writer.write(TestRescue.group(sink, lines), outcomes::add);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private List<String> raws(String name) throws IOException {
    return TestRescue.raws(Files.readAllBytes(folder.resolve(name)));
  }

  @Test
  void keepsGroupsOfAllSinksWithOneCommit() throws IOException {
    write("a", "1", "2");
    write("a", "3");
    write("b", "4");
    assertThat(outcomes).isEmpty();
    assertThat(rescued.read().held()).isZero();
    writer.commit();
    assertThat(outcomes).containsExactly(Outcome.KEPT, Outcome.KEPT, Outcome.KEPT);
    assertThat(output.forces).isEqualTo(2);
    assertThat(rescued.read().held()).isEqualTo(4);
    assertThat(names())
        .containsExactly("a-2026-11-21_08:00:00.dat.lock", "b-2026-11-21_08:00:00.dat.lock");
    writer.closeAll();
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1", "2", "3");
    assertThat(closed).extracting(RescueWriter.Closed::records).containsExactlyInAnyOrder(3L, 1L);
  }

  @Test
  void commitIsDueBySizeOrTime() {
    assertThat(writer.commitIsDue()).isFalse();
    write("a", "1");
    assertThat(writer.commitIsDue()).isFalse();
    nanos += RescueWriter.COMMIT_NANOS;
    assertThat(writer.commitIsDue()).isTrue();
    writer.commit();
    assertThat(writer.commitIsDue()).isFalse();
    write("a", "x".repeat((int) RescueWriter.COMMIT_BYTES));
    assertThat(writer.commitIsDue()).isTrue();
    writer.commit();
  }

  @Test
  void givesASecondFileOfOneSecondANumberAndReplacesNone() throws IOException {
    Files.writeString(folder.resolve("a-2026-11-21_08:00:00.dat"), "");
    Files.writeString(folder.resolve("a-2026-11-21_08:00:00_2.dat.bad"), "");
    write("a", "1");
    writer.recovered("a");
    write("a", "2");
    writer.recovered("a");
    assertThat(names())
        .containsExactly(
            "a-2026-11-21_08:00:00.dat",
            "a-2026-11-21_08:00:00_2.dat.bad",
            "a-2026-11-21_08:00:00_3.dat",
            "a-2026-11-21_08:00:00_4.dat");
    assertThat(raws("a-2026-11-21_08:00:00_4.dat")).containsExactly("2");
  }

  @Test
  void closesFilesBySizeAndAge() throws IOException {
    write("a", "x".repeat(2000));
    writer.commit();
    assertThat(names()).containsExactly("a-2026-11-21_08:00:00.dat");
    write("b", "1");
    writer.commit();
    nanos += Duration.ofMinutes(9).toNanos();
    writer.tick();
    assertThat(names()).contains("b-2026-11-21_08:00:00.dat.lock");
    nanos += Duration.ofMinutes(1).toNanos();
    writer.tick();
    assertThat(names()).contains("b-2026-11-21_08:00:00.dat");
  }

  @Test
  void fullDiskRefusesTheGroupAndLeavesWholeLines() throws IOException {
    write("a", "1");
    writer.commit();
    output.room = 30;
    write("a", "2");
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(1).kept()).isFalse();
    assertThat(outcomes.get(1).reason()).isEqualTo(Reason.DISK_FULL);
    assertThat(writer.full()).isTrue();
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1");
    output.room = Long.MAX_VALUE;
    write("a", "2");
    writer.commit();
    assertThat(writer.full()).isFalse();
    writer.closeAll();
    assertThat(raws("a-2026-11-21_08:00:00_2.dat")).containsExactly("2");
    assertThat(rescued.read().rescued()).isEqualTo(2);
  }

  @Test
  void fullDiskTakesGroupsThatAreNotSureWithIt() throws IOException {
    write("a", "1");
    output.room = 10;
    write("a", "2");
    assertThat(outcomes).extracting(Outcome::kept).containsExactly(false, false);
    assertThat(names()).isEmpty();
    writer.commit();
    assertThat(rescued.read().held()).isZero();
  }

  @Test
  void failedFsyncRefusesAndCutsBack() throws IOException {
    write("a", "1");
    writer.commit();
    write("a", "2");
    write("b", "3");
    output.noForce = true;
    writer.commit();
    assertThat(outcomes).extracting(Outcome::kept).containsExactly(true, false, false);
    output.noForce = false;
    writer.tick();
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1");
    assertThat(rescued.read().held()).isEqualTo(1);
  }

  @Test
  void triesAgainToCloseWhatItCouldNotCutBack() throws IOException {
    write("a", "1");
    writer.commit();
    write("a", "2");
    output.noForce = true;
    output.noTruncate = true;
    writer.commit();
    assertThat(names()).containsExactly("a-2026-11-21_08:00:00.dat.lock");
    write("a", "3");
    output.noForce = false;
    output.noTruncate = false;
    writer.closeAll();
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1");
    assertThat(raws("a-2026-11-21_08:00:00_2.dat")).containsExactly("3");
  }

  @Test
  void crashOfTheOwnerRefusesWhatWasNotAnswered() throws IOException {
    write("a", "1");
    writer.commit();
    write("a", "2");
    writer.breakOffAll();
    assertThat(outcomes).extracting(Outcome::kept).containsExactly(true, false);
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1");
  }

  @Test
  void hasRoomAgainOnlyWhenWhatWasRefusedFitsAndMakesFewFilesMeanwhile() throws IOException {
    String large = "x".repeat(500);
    int one = TestRescue.group("a", "1").length();
    int most = TestRescue.group("a", large).length();
    writer = writer(OptionalLong.of(most + 3L * one));
    writer.tick();
    for (int i = 0; i < 3; i++) {
      write("a", "1");
      writer.commit();
      write("a", large + large);
      assertThat(writer.full()).isTrue();
      nanos += Duration.ofSeconds(1).toNanos();
      writer.tick();
    }
    assertThat(names()).hasSize(2);
    Files.delete(folder.resolve("a-2026-11-21_08:00:00.dat"));
    writer.tick();
    write("a", large);
    assertThat(outcomes).hasSize(6);
    writer.commit();
    assertThat(writer.full()).isTrue();
  }

  @Test
  void quotaRefusesButNotAtTheEnd() throws IOException {
    int one = TestRescue.group("a", "1").length();
    writer = writer(OptionalLong.of(2L * one));
    writer.tick();
    write("a", "1");
    write("a", "2");
    write("a", "3");
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).detail()).contains("quota");
    writer.write(TestRescue.group("a", true, "4"), outcomes::add);
    writer.closeAll();
    assertThat(raws("a-2026-11-21_08:00:00.dat")).containsExactly("1", "2", "4");
    Files.delete(folder.resolve("a-2026-11-21_08:00:00.dat"));
    writer.tick();
    outcomes.clear();
    write("a", "5");
    writer.commit();
    assertThat(outcomes).containsExactly(Outcome.KEPT);
  }

  @Test
  void fileTakenAwayIsCountedAndNotTriedForEver() throws IOException {
    write("a", "1");
    writer.commit();
    Files.delete(folder.resolve("a-2026-11-21_08:00:00.dat.lock"));
    writer.closeAll();
    assertThat(rescued.read().setAside()).isEqualTo(1);
    assertThat(writer.live()).isEmpty();
  }

  @Test
  void rejectedRecordsHaveAFolderOfTheirOwn() throws IOException {
    RescueEncoder encoder = TestRescue.encoder("a");
    encoder.clear();
    encoder.add(
        io.spillway.streams.flow.TestBatches.share("bad"), 0, 1, Reason.PAYLOAD_REJECTED, 1, "no");
    writer.write(encoder.group(RescueGroup.Place.REJECTED, false), outcomes::add);
    writer.closeAll();
    assertThat(raws("rejected/a-2026-11-21_08:00:00.dat")).containsExactly("bad");
    assertThat(rejected.read().held()).isEqualTo(1);
    assertThat(rescued.read().held()).isZero();
    assertThat(new RescueFolder(folder).files()).isEmpty();
    assertThat(new RescueFolder(folder.resolve("rejected")).files())
        .extracting(RescueFolder.Found::form)
        .containsExactly(Form.DAT);
  }
}
