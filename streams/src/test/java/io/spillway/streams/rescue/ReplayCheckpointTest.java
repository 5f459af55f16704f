package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.rescue.ReplayCheckpoint.Intent;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.sink.AppendIntent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCheckpointTest {
  private static final Position FIRST = new Position("a.dat", 100, 10);
  private static final Position SECOND = new Position("a.dat", 200, 20);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @BeforeEach
  void makeTheFilesThatPositionsAreIn() throws IOException {
    for (Position position : List.of(FIRST, SECOND)) {
      Path file = folder.resolve(position.file());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    }
  }

  private Path file() {
    return folder.resolve(ReplayCheckpoint.NAME);
  }

  private Optional<Position> reopened() throws IOException {
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      return checkpoint.position();
    }
  }

  private void write(Position... positions) throws IOException {
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      for (Position position : positions) {
        checkpoint.write(position);
        assertThat(checkpoint.position()).contains(position);
      }
    }
  }

  @Test
  void looksWithoutMakingOrChangingAnything() throws IOException {
    assertThat(ReplayCheckpoint.look(folder).position()).isEmpty();
    assertThat(file()).doesNotExist();
    write(FIRST, SECOND);
    Files.delete(folder.resolve(SECOND.file()));
    byte[] before = Files.readAllBytes(file());
    ReplayCheckpoint.Look look = ReplayCheckpoint.look(folder);
    assertThat(look.position()).contains(SECOND);
    assertThat(look.intent()).isEmpty();
    assertThat(file()).hasBinaryContent(before);
  }

  @Test
  void opensAsItWasLeft() throws IOException {
    assertThat(reopened()).isEmpty();
    write(FIRST);
    assertThat(reopened()).contains(FIRST);
    write(SECOND);
    assertThat(reopened()).contains(SECOND);
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      checkpoint.clear();
    }
    assertThat(reopened()).isEmpty();
    write(FIRST);
    assertThat(reopened()).contains(FIRST);
  }

  /** Every length at which what is used of a slot is cut, and some where nothing is. */
  private static int[] lengths(int whole) {
    return IntStream.rangeClosed(0, whole)
        .filter(n -> n % CheckpointSlot.BYTES < 200 || n % 997 == 0 || n == whole)
        .toArray();
  }

  @Test
  void truncatedAnywhereItOpensWithAPositionThatWasWritten() throws IOException {
    write(FIRST, SECOND);
    byte[] whole = Files.readAllBytes(file());
    for (int length : lengths(whole.length)) {
      Files.write(file(), Arrays.copyOf(whole, length));
      Optional<Position> position = reopened();
      // SECOND is in the first slot, FIRST in the other
      if (length < CheckpointSlot.BYTES) {
        assertThat(position.filter(p -> !p.equals(SECOND))).as("%d", length).isEmpty();
      } else {
        assertThat(position).contains(SECOND);
      }
    }
  }

  @Test
  void anyByteFlippedLeavesOneOfTheTwo() throws IOException {
    write(FIRST, SECOND);
    byte[] whole = Files.readAllBytes(file());
    for (int i : lengths(whole.length - 1)) {
      byte[] altered = whole.clone();
      altered[i] ^= 4;
      Files.write(file(), altered);
      assertThat(reopened())
          .as("byte %d", i)
          .hasValueSatisfying(position -> assertThat(position).isIn(FIRST, SECOND));
    }
  }

  @Test
  void damagedIntentIsNoneOrTheWholeOne() throws IOException {
    Intent intent = new Intent(SECOND, new AppendIntent(Path.of("/out/\u00e4.log"), 7, 10, 90, 5));
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      checkpoint.write(FIRST);
      checkpoint.intend(intent);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int i : lengths(whole.length - 1)) {
      byte[] altered = whole.clone();
      altered[i] ^= 16;
      for (byte[] damaged : List.of(altered, Arrays.copyOf(whole, i))) {
        Files.write(file(), damaged);
        try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
          checkpoint.intent().ifPresent(found -> assertThat(found).isEqualTo(intent));
          checkpoint.position().ifPresent(found -> assertThat(found).isEqualTo(FIRST));
          boolean either = checkpoint.position().isPresent() || i < CheckpointSlot.BYTES;
          assertThat(either).as("byte %d", i).isTrue();
        }
      }
    }
  }

  @Test
  void placeInAFileThatIsGoneIsNone() throws IOException {
    write(FIRST);
    Files.delete(folder.resolve(FIRST.file()));
    assertThat(reopened()).isEmpty();
    Files.createFile(folder.resolve(FIRST.file()));
    assertThat(reopened()).isEmpty();
  }
}
