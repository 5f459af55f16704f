package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.flow.MemoryRescue;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.rescue.RecordFilter;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.rescue.RescueWriter;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Replays whose sink, disk or folder is in a bad way. */
class ReplayTest {
  private static final String FILE = "a-2026-11-21_08:00:00.dat";

  @RegisterExtension final CleanLog log = new CleanLog();

  private final Path folder;
  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final LedgerBook book = new LedgerBook();
  private final ScriptedTarget a = new ScriptedTarget();
  private final ScriptedTarget b = new ScriptedTarget();
  private final Map<String, ReplayTarget> targets = new ConcurrentHashMap<>();
  private final TestProbe<ReplayStatus> replay = kit.createTestProbe();
  private final TestProbe<RescueStatus> status = kit.createTestProbe();
  private final ReplayCheckpoint checkpoint;
  private OptionalLong quota = OptionalLong.empty();
  private Executor blocking = Runnable::run;

  ReplayTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.checkpoint = ReplayCheckpoint.open(folder);
    targets.put("a", a);
    targets.put("b", b);
  }

  @AfterEach
  void end() {
    assertThat(book.read().balanced()).isTrue();
    kit.shutdownTestKit();
  }

  private ActorRef<Rescue.Command> rescue() throws IOException {
    RescueSettings settings =
        new RescueSettings(
            folder, 1 << 20, Duration.ofMinutes(10), quota, 0, Duration.ofMillis(20));
    RescueFiles files =
        new RescueFiles(settings, book.rescue(), book.rejected(), checkpoint.position());
    files.adopt();
    return kit.spawn(
        Children.restarting(
            Rescue.create(
                new Rescue.Part(
                    new RescueDesk(),
                    new RescueWriter(settings, book.rescue(), book.rejected(), files::closed),
                    files,
                    blocking,
                    Clock.systemUTC(),
                    checkpoint,
                    settings.scanInterval(),
                    targets,
                    "n1"))),
        Rescue.dispatcher());
  }

  private static byte[] lines(Reason reason, String... records) {
    RescueEncoder encoder = MemoryRescue.encoder();
    encoder.clear();
    encoder.add(TestBatches.share(records), 0, records.length, reason, 1, "");
    RescueGroup group = encoder.group(Place.RESCUED, false);
    return Arrays.copyOf(group.bytes(), group.length());
  }

  private void put(String name, String... records) throws IOException {
    put(name, lines(Reason.TIMEOUT, records));
  }

  private void put(String name, byte[]... lines) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] some : lines) {
      all.writeBytes(some);
    }
    Files.write(folder.resolve(name), all.toByteArray());
  }

  private ReplayStatus start(ActorRef<Rescue.Command> rescue, ReplayRequest request) {
    rescue.tell(new Rescue.StartReplay(request, replay.ref()));
    return replay.receiveMessage();
  }

  private static ReplayRequest all() {
    return ReplayRequest.of(List.of(), 0);
  }

  private ReplayStatus await(ActorRef<Rescue.Command> rescue, String state) {
    return replay.awaitAssert(
        Duration.ofSeconds(10),
        () -> {
          rescue.tell(new Rescue.GetReplay(replay.ref()));
          ReplayStatus now = replay.receiveMessage();
          assertThat(now.state()).isEqualTo(state);
          return now;
        });
  }

  /** The rejects take less than the file that goes; without them no file could ever go. */
  @Test
  void rejectsAreKeptThoughTheQuotaIsUsedUp() throws Exception {
    quota = OptionalLong.of(1);
    a.poison = "2";
    put(FILE, "1", "2", "3");
    ActorRef<Rescue.Command> rescue = rescue();
    assertThat(start(rescue, all()).underWay()).isTrue();
    ReplayStatus done = await(rescue, "done");
    assertThat(List.of(done.replayed(), done.rejected())).containsExactly(2L, 1L);
    assertThat(a.delivered).containsExactly("1", "3");
    assertThat(book.rejected().read().held()).isEqualTo(1);
  }

  /** Nothing can be written into a folder that is a file. */
  @Test
  void rejectsThatCannotBeKeptHoldUpNoOtherSink() throws Exception {
    a.poison = "3";
    log.expect("ctrl.rescue");
    put(FILE, "1", "2", "3", "4");
    put("b-2026-11-21_09:00:00.dat", "5");
    ActorRef<Rescue.Command> rescue = rescue();
    Files.createFile(folder.resolve("rejected"));
    a.auto = true;
    b.auto = true;
    awaitReplayed(3);
    assertThat(b.delivered).containsExactly("5");
    Files.delete(folder.resolve("rejected"));
    awaitReplayed(4);
    assertThat(a.delivered).startsWith("1", "2", "4").endsWith("4");
    assertThat(a.delivered).containsOnlyOnce("1", "2");
    rescue.tell(new Rescue.Close(status.ref()));
    status.receiveMessage();
    assertThat(book.rejected().read().held()).isEqualTo(1);
    assertThat(book.rescue().read().held()).isZero();
  }

  private void awaitReplayed(long records) {
    replay.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(book.rescue().read().replayed()).isEqualTo(records);
          return records;
        });
  }

  @Test
  void sinkThatAReloadTakesAwayForAWhileHoldsItsReplay() throws Exception {
    put(FILE, "1");
    put("b-2026-11-21_09:00:00.dat", "2");
    AtomicInteger deliveries = new AtomicInteger();
    targets.put("a", new GoesAway(deliveries));
    ActorRef<Rescue.Command> rescue = rescue();
    start(rescue, all());
    replay.awaitAssert(
        Duration.ofSeconds(10),
        () -> {
          assertThat(await(rescue, "waiting").detail()).startsWith("no sink is named a");
          return null;
        });
    targets.put("a", a);
    await(rescue, "done");
    assertThat(deliveries).hasValue(1);
    assertThat(a.delivered).containsExactly("1");
    assertThat(b.delivered).containsExactly("2");
  }

  /** Its first answer is its last. */
  private final class GoesAway implements ReplayTarget {
    private final AtomicInteger deliveries;

    GoesAway(AtomicInteger deliveries) {
      this.deliveries = deliveries;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public boolean replaysByItself() {
      return false;
    }

    @Override
    public CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness) {
      deliveries.incrementAndGet();
      targets.remove("a");
      return CompletableFuture.completedFuture(Answer.retry(1, Reason.UNAVAILABLE, "it ends"));
    }
  }

  @Test
  void filesThatComeWhileItRunsAreCounted() throws Exception {
    ActorRef<Rescue.Command> rescue = rescue();
    put(FILE, "1", "2");
    replay.awaitAssert(
        Duration.ofSeconds(10),
        () -> {
          assertThat(start(rescue, all()).underWay()).isTrue();
          return null;
        });
    await(rescue, "done");
    assertThat(a.delivered).containsExactly("1", "2");
    assertThat(book.rescue().read().found()).isEqualTo(2);
  }

  @Test
  void fileThatCannotBeReadIsLeftOut() throws Exception {
    log.expect("ctrl.rescue");
    Files.createDirectory(folder.resolve("a-2026-11-21_07:00:00.dat"));
    put(FILE, "1");
    ActorRef<Rescue.Command> rescue = rescue();
    assertThat(start(rescue, all()).underWay()).isTrue();
    await(rescue, "done");
    assertThat(a.delivered).containsExactly("1");
    assertThat(start(rescue, all()).detail()).contains("07:00:00.dat: can't be read: ");
  }

  @Test
  void answersWhileItSplitsAFile() throws Exception {
    put(FILE, lines(Reason.TIMEOUT, "1"), lines(Reason.UNAVAILABLE, "2"));
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger tasks = new AtomicInteger();
    blocking =
        task -> {
          if (tasks.incrementAndGet() == 1) {
            task.run(); // counts
          } else {
            new Thread(() -> runAfter(go, task)).start();
          }
        };
    ActorRef<Rescue.Command> rescue = rescue();
    RecordFilter filter = new RecordFilter(List.of("timeout"), 0, Long.MAX_VALUE);
    ReplayRequest timeouts =
        new ReplayRequest(List.of(), List.of(), filter, false, false, 0, 0, "", false);
    assertThat(start(rescue, timeouts).state()).isEqualTo("running");
    assertThat(await(rescue, "running").replayed()).isZero();
    go.countDown();
    assertThat(await(rescue, "done").replayed()).isEqualTo(1);
    assertThat(a.delivered).containsExactly("1");
    assertThat(book.rescue().read().held()).isEqualTo(1);
  }

  private static void runAfter(CountDownLatch go, Runnable task) {
    try {
      go.await();
      task.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void chunkWhosePlaceCannotBeNotedIsDelivered() throws Exception {
    log.expect("ctrl.rescue");
    put(FILE, "1", "2");
    targets.put("a", new ClosesTheCheckpoint());
    ActorRef<Rescue.Command> rescue = rescue();
    start(rescue, all());
    assertThat(await(rescue, "failed").replayed()).isEqualTo(2);
    assertThat(book.rescue().read().replayed()).isEqualTo(2);
    assertThat(book.rescue().read().held()).isZero();
  }

  private final class ClosesTheCheckpoint implements ReplayTarget {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public boolean replaysByItself() {
      return false;
    }

    @Override
    public CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness) {
      try {
        checkpoint.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return a.replay(shares, witness);
    }
  }

  @Test
  void cancelledReplayOfASinkThatReplaysByItselfIsOver() throws Exception {
    a.down = true;
    put(FILE, "1");
    ActorRef<Rescue.Command> rescue = rescue();
    start(rescue, all());
    await(rescue, "waiting");
    a.auto = true;
    rescue.tell(new Rescue.ChangeReplay(Rescue.ReplayVerb.CANCEL, replay.ref()));
    assertThat(replay.receiveMessage().state()).isEqualTo("cancelled");
    a.down = false;
    // a replay of b's file begins by itself only when the store has looked again
    b.auto = true;
    put("b-2026-11-21_09:00:00.dat", "2");
    await(rescue, "done");
    assertThat(b.delivered).containsExactly("2");
    assertThat(a.delivered).isEmpty();
    rescue.tell(new Rescue.Close(status.ref()));
    assertThat(status.receiveMessage().files()).hasSize(1);
  }

  @Test
  void saysHowManyLinesItPassedOver() throws Exception {
    byte[] bad = lines(Reason.TIMEOUT, "bad");
    bad[20] ^= 1;
    put(FILE, bad, new byte[] {'\n'}, lines(Reason.TIMEOUT, "1"));
    ActorRef<Rescue.Command> rescue = rescue();
    start(rescue, all());
    await(rescue, "done");
    assertThat(log.lines())
        .anyMatch(
            line -> line.contains("clean file") && line.contains("bad_lines=1 empty_lines=1"));
  }
}
