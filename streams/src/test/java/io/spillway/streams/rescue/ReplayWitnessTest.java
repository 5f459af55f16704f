package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendIntent;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.file.FileSink;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import io.spillway.streams.sink.file.RotationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that ends at any moment of a replayed delivery leaves, and what comes of it. */
class ReplayWitnessTest {
  private static final String RESCUED = "out-2026-11-21_08:00:00.dat";
  private static final Position START = new Position(RESCUED, 0, 0);
  private static final List<String> LINES = List.of("one", "two", "three", "four", "five", "six");

  private final Path folder;

  ReplayWitnessTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve(RESCUED), "ten bytes\n".repeat(LINES.size()));
  }

  private Path out() {
    return folder.resolve("out.log");
  }

  private Path lock() {
    return folder.resolve(ReplayCheckpoint.NAME);
  }

  private FileSink sink() {
    return new FileSink(
        new FileSinkSettings(out(), Fsync.NEVER, Duration.ofSeconds(1), RotationSettings.OFF, 1),
        new byte[0],
        Runnable::run,
        torn -> {});
  }

  /** So many records are done; each line of the rescue file has ten bytes. */
  private static Position at(long records) {
    return new Position(RESCUED, 10 * records, records);
  }

  private static Outgoing records(int from, int to) {
    return Records.of(LINES.subList(from, to).toArray(String[]::new));
  }

  private static ReplayWitness witness(ReplayCheckpoint checkpoint, int from, int to) {
    return new ReplayWitness(checkpoint, to - from, done -> at(from + done));
  }

  /** Delivers two records at a time from where the checkpoint is. */
  private void replayAll(AppendWitness spy) throws IOException {
    FileSink sink = sink();
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      ReplayWitness.settle(checkpoint);
      int from = (int) checkpoint.position().map(Position::records).orElse(0L).longValue();
      if (from == 0) {
        checkpoint.write(START);
      }
      for (; from < LINES.size(); from = Math.min(LINES.size(), from + 2)) {
        int to = Math.min(LINES.size(), from + 2);
        ReplayWitness witness = witness(checkpoint, from, to);
        Answer answer =
            sink.deliver(records(from, to), new Records.Watch(0), both(witness, spy))
                .toCompletableFuture()
                .join();
        assertThat(answer).isEqualTo(Answer.delivered(to - from));
        witness.check();
        assertThat(checkpoint.position()).contains(at(to));
      }
    }
    sink.close();
  }

  /** The second one sees the state that the first one has made, and the one it will change. */
  private static AppendWitness both(AppendWitness one, AppendWitness spy) {
    return new AppendWitness() {
      @Override
      public void before(AppendIntent intent) throws IOException {
        one.before(intent);
        spy.before(intent);
      }

      @Override
      public void after(int records) {
        spy.after(records);
        one.after(records);
      }
    };
  }

  /** What is on disk at one moment. */
  private record State(byte[] lock, byte[] out) {}

  private State state() throws IOException {
    return new State(
        Files.readAllBytes(lock()), Files.exists(out()) ? Files.readAllBytes(out()) : new byte[0]);
  }

  private void restore(byte[] lock, byte[] out) throws IOException {
    Files.write(lock(), lock);
    Files.write(out(), out);
  }

  /** The moments before and after each write, of a replay into a file with a line in it. */
  private List<State> states() throws IOException {
    Files.deleteIfExists(lock());
    Files.writeString(out(), "live\n");
    List<State> states = new ArrayList<>();
    replayAll(
        new AppendWitness() {
          @Override
          public void before(AppendIntent intent) throws IOException {
            states.add(state());
          }

          @Override
          public void after(int records) {
            try {
              states.add(state());
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
    states.add(state());
    assertThat(states).hasSize(7);
    return states;
  }

  private void assertEachLineOnce() throws IOException {
    List<String> expected = new ArrayList<>(List.of("live"));
    expected.addAll(LINES);
    assertThat(Files.readAllLines(out())).isEqualTo(expected);
  }

  @Test
  void killAtAnyMomentRepeatsNoLine() throws IOException {
    List<State> states = states();
    assertEachLineOnce();
    for (int i = 0; i < states.size(); i += 2) {
      State intended = states.get(i);
      byte[] out = states.get(Math.min(i + 1, states.size() - 1)).out();
      for (int written = intended.out().length; written <= out.length; written++) {
        restore(intended.lock(), Arrays.copyOf(out, written));
        replayAll(AppendWitness.NONE);
        assertEachLineOnce();
      }
    }
  }

  @Test
  void recoveringTenTimesDoesNotGrowTheOutput() throws IOException {
    List<State> states = states();
    State cut = states.get(2);
    restore(cut.lock(), Arrays.copyOf(states.get(3).out(), cut.out().length + 3));
    for (int i = 0; i < 10; i++) {
      try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
        ReplayWitness.settle(checkpoint);
      }
    }
    for (int i = 0; i < 10; i++) {
      replayAll(AppendWitness.NONE);
    }
    assertEachLineOnce();
  }

  /** A slot that is not whole was being written: nothing was appended under it yet. */
  @Test
  void tornIntentIsNone() throws IOException {
    State intended = states().get(2);
    for (int length = 0; length <= 2 * CheckpointSlot.BYTES; length += 211) {
      boolean firstSlotWhole = length >= CheckpointSlot.BYTES;
      restore(Arrays.copyOf(intended.lock(), length), intended.out());
      try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
        ReplayWitness.settle(checkpoint);
        if (firstSlotWhole) {
          assertThat(checkpoint.position()).as("%d", length).contains(at(2));
        }
      }
      assertThat(out()).hasBinaryContent(intended.out());
    }
  }

  @Test
  void partialAppendIsNotedAsFarAsItWent() throws IOException {
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      checkpoint.write(START);
      ReplayWitness witness = witness(checkpoint, 0, 4);
      witness.before(new AppendIntent(out(), 1, 0, 100, 7));
      assertThat(checkpoint.intent()).isPresent();
      witness.after(3);
      witness.check();
      assertThat(checkpoint.intent()).isEmpty();
      assertThat(checkpoint.position()).contains(at(3));
    }
  }

  @Test
  void checkpointThatCanNotBeWrittenStopsTheReplay() throws IOException {
    ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder);
    checkpoint.write(START);
    checkpoint.close();
    ReplayWitness witness = witness(checkpoint, 0, 2);
    FileSink sink = sink();
    Answer answer =
        sink.deliver(records(0, 2), new Records.Watch(0), witness).toCompletableFuture().join();
    assertThat(answer.runs()).allMatch(run -> run.verdict() == Answer.Verdict.RETRY);
    assertThat(out()).isEmptyFile();
    witness.after(2);
    assertThatThrownBy(witness::check).isInstanceOf(IOException.class);
    sink.close();
  }

  /** Seeded: any bytes in the file are a checkpoint that was written, or none; never a crash. */
  @Test
  void anyDamageOpens() throws IOException {
    byte[] whole = states().get(4).lock();
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      byte[] altered = whole.clone();
      int flips = 1 + random.nextInt(4);
      for (int n = 0; n < flips; n++) {
        int slot = random.nextInt(2) * CheckpointSlot.BYTES;
        altered[slot + random.nextInt(80)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(lock(), altered);
      try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
        checkpoint
            .position()
            .ifPresent(position -> assertThat(position).isIn(at(0), at(2), at(4), at(6)));
      }
    }
  }
}
