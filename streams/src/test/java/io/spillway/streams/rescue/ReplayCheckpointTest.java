package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        Files.writeString(file, "x".repeat(99) + "\n" + "x".repeat(99) + "\n");
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
    makeTheFilesThatPositionsAreIn();
    assertThat(reopened()).isEmpty();
  }

  @Test
  void placeWhereNoLineBeginsIsNone() throws IOException {
    for (int length : new int[] {0, 1, 99, 101, 199}) {
      write(SECOND);
      Files.writeString(folder.resolve(SECOND.file()), "x".repeat(length));
      assertThat(reopened()).as("length %d", length).isEmpty();
    }
    write(SECOND);
    Files.writeString(folder.resolve(SECOND.file()), "x".repeat(199) + "\n");
    assertThat(reopened()).contains(SECOND);
  }

  @Test
  void intentThatEndsWhereNoLineBeginsIsNone() throws IOException {
    Position beyond = new Position(SECOND.file(), SECOND.offset() + 1, SECOND.records() + 1);
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      checkpoint.write(FIRST);
      checkpoint.intend(new Intent(beyond, new AppendIntent(Path.of("/out/log"), 7, 10, 90, 5)));
    }
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      assertThat(checkpoint.intent()).isEmpty();
      assertThat(checkpoint.position()).isEmpty();
    }
  }

  /** So that the replay which is to free a full disk can note how far it is. */
  @Test
  void hasItsRoomBeforeItIsNeeded() throws IOException {
    assertThat(reopened()).isEmpty();
    assertThat(file()).hasSize(2 * CheckpointSlot.BYTES);
    write(FIRST, SECOND);
    assertThat(file()).hasSize(2 * CheckpointSlot.BYTES);
    byte[] older = Arrays.copyOf(Files.readAllBytes(file()), CheckpointSlot.BYTES + 200);
    Files.write(file(), older);
    assertThat(reopened()).contains(SECOND);
    assertThat(file()).hasSize(2 * CheckpointSlot.BYTES);
  }

  @Test
  void diskWithoutRoomIsNoReasonNotToOpen() throws IOException {
    try (FaultyChannel disk = new FaultyChannel(file())) {
      disk.room(0);
      ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder, disk);
      assertThatThrownBy(() -> checkpoint.write(FIRST)).isInstanceOf(IOException.class);
      disk.room(Integer.MAX_VALUE);
      checkpoint.write(SECOND);
    }
    assertThat(reopened()).contains(SECOND);
  }

  /** Whichever of two writes that failed a kill follows: the last whole slot stays. */
  @Test
  void writesThatFailOneAfterTheOtherLeaveTheLastWholeOne() throws IOException {
    Intent intent = new Intent(SECOND, new AppendIntent(Path.of("/out/log"), 7, 10, 90, 5));
    for (int first : new int[] {0, 1, 40, 50}) {
      for (int second : new int[] {0, 1, 40, 50}) {
        Files.deleteIfExists(file());
        try (FaultyChannel disk = new FaultyChannel(file())) {
          ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder, disk);
          checkpoint.write(FIRST);
          disk.room(first);
          assertThatThrownBy(() -> checkpoint.write(SECOND)).isInstanceOf(IOException.class);
          disk.room(second);
          assertThatThrownBy(() -> checkpoint.intend(intent)).isInstanceOf(IOException.class);
        }
        assertThat(reopened()).as("%d, %d bytes", first, second).contains(FIRST);
      }
    }
  }
}
