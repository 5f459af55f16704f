package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.RescueTally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closed rescue files that were damaged: a replay brings what is whole, the rest is set aside. */
class DamagedDatTest {
  private static final String DAT = "a-b.c-2026-11-21_08:00:00.dat";
  private static final List<String> RECORDS = List.of("first", "second \u00ff", "third");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static byte[] line(String record) {
    return TestRescue.bytes(TestRescue.group("a-b.c", record));
  }

  /** The three records, and where each line ends. */
  private static byte[] three(int[] ends) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < RECORDS.size(); i++) {
      all.writeBytes(line(RECORDS.get(i)));
      ends[i] = all.size();
    }
    return all.toByteArray();
  }

  /** Replays a file of these bytes to its end; what was delivered, and what was set aside. */
  private Replayed replay(byte[] bytes) throws IOException {
    RescueTally tally = new RescueTally(RescueTally.RESCUE);
    RescueSettings settings =
        new RescueSettings(
            folder, 1 << 20, Duration.ofHours(1), OptionalLong.empty(), 0, Duration.ofSeconds(1));
    RescueFiles files =
        new RescueFiles(
            settings,
            tally,
            new RescueTally(RescueTally.REJECTED),
            Optional.<ReplayCheckpoint.Position>empty());
    Path dat = Files.write(folder.resolve(DAT), bytes);
    Path bad = folder.resolve(DAT + ".bad");
    Files.deleteIfExists(bad);
    files.countFound();
    RescueFiles.Dat closed = files.closed().get(0);
    ByteArrayOutputStream delivered = new ByteArrayOutputStream();
    try (ReplayReader reader = new ReplayReader(dat, 0)) {
      for (ReplayReader.Chunk chunk = reader.next(2); !chunk.isEnd(); chunk = reader.next(2)) {
        for (int i = 0; i < chunk.records(); i++) {
          int start = chunk.lines()[2 * i];
          delivered.write(reader.bytes(), start, chunk.lines()[2 * i + 1] + 1 - start);
        }
        files.left(closed, chunk.records(), 0);
      }
    }
    files.finish(closed);
    assertThat(dat).doesNotExist();
    RescueTally.Reading reading = tally.read();
    assertThat(reading.imbalance()).isZero();
    assertThat(reading.held()).isZero();
    byte[] aside = Files.exists(bad) ? Files.readAllBytes(bad) : new byte[0];
    return new Replayed(TestRescue.raws(delivered.toByteArray()), aside, reading.setAside());
  }

  private record Replayed(List<String> delivered, byte[] aside, long setAside) {}

  /** The bytes with a line feed behind them, if they have none. */
  private static byte[] ended(byte[] bytes) {
    boolean whole = bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    byte[] ended = Arrays.copyOf(bytes, bytes.length + (whole ? 0 : 1));
    if (!whole) {
      ended[bytes.length] = '\n';
    }
    return ended;
  }

  @Test
  void cutAtAnyByteItBringsTheWholeLinesAndKeepsTheRest() throws IOException {
    int[] ends = new int[RECORDS.size()];
    byte[] all = three(ends);
    for (int length = 0; length <= all.length; length++) {
      int cut = length;
      int whole = (int) Arrays.stream(ends).filter(end -> end <= cut).count();
      Replayed replayed = replay(Arrays.copyOf(all, length));
      assertThat(replayed.delivered()).as("cut at %d", length).isEqualTo(RECORDS.subList(0, whole));
      byte[] rest = Arrays.copyOfRange(all, whole == 0 ? 0 : ends[whole - 1], length);
      assertThat(replayed.aside()).as("cut at %d", length).isEqualTo(ended(rest));
    }
  }

  @Test
  void anyByteFlippedSetsAsideTheLinesItTouchesAndNoOther() throws IOException {
    int[] ends = new int[RECORDS.size()];
    byte[] all = three(ends);
    for (int i = 0; i < all.length; i++) {
      byte[] altered = all.clone();
      altered[i] ^= 1;
      int at = i;
      int record = (int) Arrays.stream(ends).filter(end -> end <= at).count();
      boolean joined = i == ends[record] - 1 && record + 1 < ends.length;
      int last = joined ? record + 1 : record;
      Replayed replayed = replay(altered);
      List<String> others =
          java.util.stream.IntStream.range(0, ends.length)
              .filter(r -> r < record || r > last)
              .mapToObj(RECORDS::get)
              .toList();
      assertThat(replayed.delivered()).as("byte %d", i).isEqualTo(others);
      int from = record == 0 ? 0 : ends[record - 1];
      // a byte that became a line feed makes two bad lines of one, with the same bytes
      assertThat(replayed.aside())
          .as("byte %d", i)
          .isEqualTo(ended(Arrays.copyOfRange(altered, from, ends[last])));
    }
  }

  /** Its CRC is right, so it was counted; nobody can say what it meant. */
  @Test
  void lineThatCannotBeReadIsSetAsideThoughItsCrcIsRight() throws IOException {
    byte[] open = "{\"id\":\"of a later version\"".getBytes(StandardCharsets.US_ASCII);
    byte[] strange = LineCheck.sealed(open, open.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(line("first"));
    all.writeBytes(strange);
    all.writeBytes(line("third"));
    Replayed replayed = replay(all.toByteArray());
    assertThat(replayed.delivered()).containsExactly("first", "third");
    assertThat(replayed.aside()).isEqualTo(strange);
    assertThat(replayed.setAside()).isEqualTo(1);
  }
}
