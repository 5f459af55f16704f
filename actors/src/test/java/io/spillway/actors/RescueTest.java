package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.flow.MemoryRescue;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.rescue.RecordFilter;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RescueTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final LedgerBook book = new LedgerBook();
  private final RescueDesk desk = new RescueDesk();
  private final ScriptedTarget target = new ScriptedTarget();
  private final TestProbe<ReplayStatus> replay = kit.createTestProbe();
  private final TestProbe<RescueStatus> status = kit.createTestProbe();

  @AfterEach
  void end() {
    assertThat(book.read().balanced()).isTrue();
    kit.shutdownTestKit();
  }

  private ActorRef<Rescue.Command> rescue() throws IOException {
    RescueSettings settings =
        new RescueSettings(
            folder,
            1 << 20,
            Duration.ofMinutes(10),
            OptionalLong.empty(),
            0,
            Duration.ofMillis(20));
    ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder);
    RescueFiles files =
        new RescueFiles(settings, book.rescue(), book.rejected(), checkpoint.position());
    files.adopt();
    RescueWriter writer = new RescueWriter(settings, book.rescue(), book.rejected(), files::closed);
    return kit.spawn(
        Children.restarting(
            Rescue.create(
                new Rescue.Part(
                    desk,
                    writer,
                    files,
                    Runnable::run,
                    Clock.systemUTC(),
                    checkpoint,
                    settings.scanInterval(),
                    Map.of("a", target),
                    "n1"))),
        Rescue.dispatcher());
  }

  private static RescueGroup group(String sink, String... lines) {
    return group(Reason.TIMEOUT, sink, lines);
  }

  private static RescueGroup group(Reason reason, String sink, String... lines) {
    RescueEncoder encoder = MemoryRescue.encoder();
    encoder.clear();
    encoder.add(TestBatches.share(lines), 0, lines.length, reason, 1, "");
    RescueGroup made = encoder.group(Place.RESCUED, false);
    return new RescueGroup(sink, made.bytes(), made.length(), made.records(), made.place(), false);
  }

  private static Outcome soon(CompletionStage<Outcome> outcome) throws Exception {
    return outcome.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("recover.lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void keepsGroupsOfSeveralSinksThatCameBeforeItStarted() throws Exception {
    List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outcomes.add(desk.keep(group("sink-" + i % 5, "a" + i, "b" + i)));
    }
    ActorRef<Rescue.Command> rescue = rescue();
    for (CompletionStage<Outcome> outcome : outcomes) {
      assertThat(soon(outcome)).isEqualTo(Outcome.KEPT);
    }
    rescue.tell(new Rescue.GetStatus(status.ref()));
    RescueStatus open = status.receiveMessage();
    assertThat(open.files()).hasSize(5).allMatch(file -> file.state().equals("open"));
    assertThat(open.files()).extracting(RescueStatus.File::records).containsOnly(20L);
    assertThat(open.secondsLeft()).isPositive();
    rescue.tell(new Rescue.Close(status.ref()));
    RescueStatus closed = status.receiveMessage();
    assertThat(closed.files()).hasSize(5).allMatch(file -> file.state().equals("closed"));
    assertThat(closed.files()).extracting(RescueStatus.File::records).containsOnly(20L);
    assertThat(names()).hasSize(5).allMatch(name -> name.endsWith(".dat"));
    assertThat(book.rescue().read().held()).isEqualTo(100);
  }

  @Test
  void closesTheFileOfASinkThatWorksAgain() throws Exception {
    rescue();
    soon(desk.keep(group("a", "1")));
    soon(desk.keep(group("b", "1")));
    desk.recovered("a");
    soon(desk.keep(group("b", "2")));
    assertThat(names()).hasSize(2).anyMatch(name -> name.matches("a-.*\\.dat"));
    assertThat(names()).anyMatch(name -> name.matches("b-.*\\.dat\\.lock"));
  }

  @Test
  void adoptsAndCountsWhatWasThere() throws Exception {
    RescueGroup group = group("a", "1", "2", "3");
    byte[] lines = java.util.Arrays.copyOf(group.bytes(), group.length());
    Files.write(folder.resolve("a-2026-11-21_08:00:00.dat.lock"), lines);
    Files.write(folder.resolve("a-2026-11-21_07:00:00.dat"), lines);
    Files.writeString(
        folder.resolve("b-2026-11-21_08:00:00.dat.lock"),
        "{\"id\":",
        java.nio.charset.StandardCharsets.US_ASCII);
    ActorRef<Rescue.Command> rescue = rescue();
    rescue.tell(new Rescue.GetStatus(status.ref()));
    RescueStatus found = status.receiveMessage();
    assertThat(found.files()).extracting(RescueStatus.File::records).containsExactly(3L, 3L);
    assertThat(found.oldestSeconds()).isPositive();
    assertThat(book.rescue().read().found()).isEqualTo(6);
    assertThat(names())
        .containsExactly(
            "a-2026-11-21_07:00:00.dat",
            "a-2026-11-21_08:00:00.dat",
            "b-2026-11-21_08:00:00.dat.torn");
  }

  @Test
  void crashLosesNothingThatWasAnswered() throws Exception {
    log.expect("Supervisor RestartSupervisor");
    ActorRef<Rescue.Command> rescue = rescue();
    soon(desk.keep(group("a", "1")));
    RescueGroup broken = new RescueGroup("a", new byte[0], 10, 1, Place.RESCUED, false);
    assertThat(soon(desk.keep(broken)).kept()).isFalse();
    assertThat(soon(desk.keep(group("a", "2")))).isEqualTo(Outcome.KEPT);
    rescue.tell(new Rescue.Close(status.ref()));
    assertThat(status.receiveMessage().files())
        .extracting(RescueStatus.File::records)
        .containsExactly(2L);
  }

  private static ReplayRequest all() {
    return ReplayRequest.of(List.of(), 0);
  }

  private ReplayStatus awaitReplay(ActorRef<Rescue.Command> rescue, String state) {
    return replay.awaitAssert(
        Duration.ofSeconds(10),
        () -> {
          rescue.tell(new Rescue.GetReplay(replay.ref()));
          ReplayStatus now = replay.receiveMessage();
          assertThat(now.state()).isEqualTo(state);
          return now;
        });
  }

  private ActorRef<Rescue.Command> withFiles() throws Exception {
    ActorRef<Rescue.Command> rescue = rescue();
    soon(desk.keep(group("a", "1", "2", "3")));
    desk.recovered("a");
    soon(desk.keep(group("a", "4", "5")));
    soon(desk.keep(group("b", "6")));
    desk.recovered("a");
    desk.recovered("b");
    return rescue;
  }

  @Test
  void replaysOldestFirstAndDeletesWhatIsDone() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    assertThat(replay.receiveMessage().underWay()).isTrue();
    ReplayStatus done = awaitReplay(rescue, "done");
    assertThat(done.replayed()).isEqualTo(5);
    assertThat(target.delivered).containsExactly("1", "2", "3", "4", "5");
    assertThat(names())
        .filteredOn(name -> name.endsWith(".dat"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("b-");
    assertThat(book.rescue().read().held()).isEqualTo(1);
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    assertThat(replay.receiveMessage().detail())
        .contains("nothing to replay", "no sink is named b");
  }

  @Test
  void rejectsOfAReplayGoApartWithOneMoreAttempt() throws Exception {
    target.poison = "2";
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    replay.receiveMessage();
    ReplayStatus done = awaitReplay(rescue, "done");
    assertThat(done.rejected()).isEqualTo(1);
    assertThat(target.delivered).containsExactly("1", "3", "4", "5");
    rescue.tell(new Rescue.Close(status.ref()));
    RescueStatus.File kept =
        status.receiveMessage().files().stream()
            .filter(file -> file.place().equals("rejected"))
            .findFirst()
            .orElseThrow();
    assertThat(Files.readString(Path.of(kept.file())))
        .contains("\"raw\":\"2\"", "\"reason\":\"too_large\"", "\"attempt\":2");
    assertThat(book.rejected().read().held()).isEqualTo(1);
    assertThat(book.rescue().read().rejected()).isEqualTo(1);
  }

  @Test
  void sinkThatFailsHoldsTheReplayAtItsCheckpoint() throws Exception {
    target.down = true;
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    replay.receiveMessage();
    assertThat(awaitReplay(rescue, "waiting").detail()).contains("down");
    assertThat(book.rescue().read().held()).isEqualTo(6);
    target.down = false;
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void stoppedReplayGoesOnWhereItStopped() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(ReplayRequest.of(List.of("a"), 4), replay.ref()));
    replay.receiveMessage();
    replay.awaitAssert(
        () -> {
          assertThat(target.delivered).hasSizeGreaterThan(1);
          return null;
        });
    rescue.tell(new Rescue.ChangeReplay(Rescue.ReplayVerb.CANCEL, replay.ref()));
    assertThat(replay.receiveMessage().state()).isEqualTo("cancelled");
    assertThat(target.delivered.size()).isLessThan(5);
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    replay.receiveMessage();
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("1", "2", "3", "4", "5");
    assertThat(book.rescue().read().held()).isEqualTo(1);
  }

  @Test
  void filesComeBackByThemselvesWhenTheSinkWorks() throws Exception {
    target.auto = true;
    target.ready = false;
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.GetReplay(replay.ref()));
    assertThat(replay.receiveMessage()).isEqualTo(ReplayStatus.NONE);
    target.ready = true;
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void sinkThatFailsInAReplayThatBeganByItselfIsTriedAgain() throws Exception {
    target.auto = true;
    target.down = true;
    ActorRef<Rescue.Command> rescue = withFiles();
    ReplayStatus stopped = awaitReplay(rescue, "stopped");
    assertThat(stopped.detail()).contains("sink a does not take its records", "down");
    assertThat(names()).filteredOn(name -> name.startsWith("a-")).hasSize(2);
    target.down = false;
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("1", "2", "3", "4", "5");
    assertThat(book.rescue().read().held()).isEqualTo(1);
  }

  private static ReplayRequest filtered(RecordFilter filter, boolean rejected, String to) {
    return new ReplayRequest(List.of(), List.of(), filter, rejected, false, 0, 0, to, false);
  }

  @Test
  void filteredReplayLeavesTheOtherRecords() throws Exception {
    ActorRef<Rescue.Command> rescue = rescue();
    soon(desk.keep(group("a", "1", "2")));
    soon(desk.keep(group(Reason.UNAVAILABLE, "a", "3")));
    soon(desk.keep(group("a", "4")));
    desk.recovered("a");
    RecordFilter unavailable = new RecordFilter(List.of("unavailable"), 0, Long.MAX_VALUE);
    rescue.tell(new Rescue.StartReplay(filtered(unavailable, false, ""), replay.ref()));
    replay.receiveMessage();
    assertThat(awaitReplay(rescue, "done").records()).isEqualTo(1);
    assertThat(target.delivered).containsExactly("3");
    assertThat(book.rescue().read().held()).isEqualTo(3);
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    assertThat(replay.receiveMessage().underWay()).isTrue();
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("3", "1", "2", "4");
  }

  @Test
  void otherSinkMayGetThem() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(filtered(RecordFilter.ANY, false, "aa"), replay.ref()));
    assertThat(replay.receiveMessage().detail()).isEqualTo("no sink is named aa; did you mean a?");
    rescue.tell(new Rescue.StartReplay(filtered(RecordFilter.ANY, false, "a"), replay.ref()));
    replay.receiveMessage();
    assertThat(awaitReplay(rescue, "done").replayed()).isEqualTo(6);
    assertThat(target.delivered).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
  }

  @Test
  void rejectedRecordsMayBeReplayedAndAreRejectedAgainWithOneMoreAttempt() throws Exception {
    target.poison = "2";
    ActorRef<Rescue.Command> rescue = withFiles();
    for (int attempt = 2; attempt <= 3; attempt++) {
      boolean rejects = attempt == 3;
      rescue.tell(new Rescue.StartReplay(filtered(RecordFilter.ANY, rejects, ""), replay.ref()));
      assertThat(replay.receiveMessage().underWay()).isTrue();
      assertThat(awaitReplay(rescue, "done").rejected()).isEqualTo(1);
      rescue.tell(new Rescue.Close(status.ref()));
      RescueStatus.File kept =
          status.receiveMessage().files().stream()
              .filter(file -> file.place().equals("rejected"))
              .findFirst()
              .orElseThrow();
      assertThat(Files.readString(Path.of(kept.file())))
          .contains("\"raw\":\"2\"", "\"attempt\":" + attempt);
      assertThat(book.rejected().read().held()).isEqualTo(1);
    }
    target.poison = "";
    rescue.tell(new Rescue.StartReplay(filtered(RecordFilter.ANY, true, ""), replay.ref()));
    replay.receiveMessage();
    awaitReplay(rescue, "done");
    assertThat(book.rejected().read().held()).isZero();
    assertThat(target.delivered).endsWith("2");
  }

  @Test
  void fileHalfDoneIsSetDownForOthers() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    rescue.tell(new Rescue.StartReplay(ReplayRequest.of(List.of("a"), 4), replay.ref()));
    replay.receiveMessage();
    replay.awaitAssert(
        () -> {
          assertThat(target.delivered).isNotEmpty();
          return null;
        });
    rescue.tell(new Rescue.ChangeReplay(Rescue.ReplayVerb.CANCEL, replay.ref()));
    replay.receiveMessage();
    int before = target.delivered.size();
    assertThat(before).isLessThan(5);
    rescue.tell(
        new Rescue.StartReplay(
            new ReplayRequest(
                List.of("b"), List.of(), RecordFilter.ANY, false, false, 0, 0, "a", false),
            replay.ref()));
    replay.receiveMessage();
    awaitReplay(rescue, "done");
    assertThat(target.delivered).hasSize(before + 1).endsWith("6");
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    replay.receiveMessage();
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
  }

  private static byte[] lines(String... records) {
    RescueGroup group = group("a", records);
    return java.util.Arrays.copyOf(group.bytes(), group.length());
  }

  @Test
  void emptyFilesEmptyLinesAndBadLinesHoldNothingUp() throws Exception {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    bytes.writeBytes(lines("1"));
    bytes.writeBytes(new byte[] {'\n', '\n'});
    byte[] bad = lines("altered");
    bad[20] ^= 1;
    bytes.writeBytes(bad);
    bytes.writeBytes(lines("2"));
    Files.write(folder.resolve("a-2026-11-21_07:00:00.dat"), bytes.toByteArray());
    Files.createFile(folder.resolve("a-2026-11-21_06:00:00.dat"));
    Files.write(folder.resolve("a-2026-11-21_08:00:00.dat.lock"), lines("3"));
    ActorRef<Rescue.Command> rescue = rescue();
    soon(desk.keep(group("a", "of a file that is being written")));
    rescue.tell(new Rescue.StartReplay(all(), replay.ref()));
    replay.receiveMessage();
    awaitReplay(rescue, "done");
    assertThat(target.delivered).containsExactly("1", "2", "3");
    assertThat(folder.resolve("a-2026-11-21_07:00:00.dat.bad")).hasBinaryContent(bad);
    assertThat(names()).hasSize(2).anyMatch(name -> name.endsWith(".dat.lock"));
    assertThat(book.rescue().read().held()).isEqualTo(1);
  }

  @Test
  void filesAreNamedAsTheyAreListed() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    TestProbe<ReplayOutlook> outlook = kit.createTestProbe();
    rescue.tell(new Rescue.PlanReplay(all(), outlook.ref()));
    assertThat(outlook.receiveMessage().records()).isEqualTo(5); // all are closed
    String newest =
        names().stream().filter(name -> name.startsWith("a-")).max(String::compareTo).orElseThrow();
    for (String name :
        List.of(
            newest,
            folder.resolve(newest).toString(),
            "./" + folder.getFileName() + "/" + newest)) {
      rescue.tell(new Rescue.PlanReplay(named(name, false), outlook.ref()));
      assertThat(outlook.receiveMessage().records()).as(name).isEqualTo(2);
    }
    rescue.tell(new Rescue.PlanReplay(named(newest + "x", false), outlook.ref()));
    assertThat(outlook.receiveMessage().problem())
        .isEqualTo(
            "no closed rescue file is named %sx; did you mean %s?".formatted(newest, newest));
    rescue.tell(new Rescue.PlanReplay(named(newest, true), outlook.ref()));
    assertThat(outlook.receiveMessage().problem()).contains("leave --rejected out");
  }

  private static ReplayRequest named(String file, boolean rejected) {
    return new ReplayRequest(
        List.of(), List.of(file), RecordFilter.ANY, rejected, false, 0, 0, "", false);
  }

  @Test
  void newestFirstTakesTheNewestFile() throws Exception {
    ActorRef<Rescue.Command> rescue = withFiles();
    ReplayRequest newest =
        new ReplayRequest(List.of("a"), List.of(), RecordFilter.ANY, false, true, 1, 0, "", false);
    rescue.tell(new Rescue.StartReplay(newest, replay.ref()));
    replay.receiveMessage();
    assertThat(awaitReplay(rescue, "done").records()).isEqualTo(2);
    assertThat(target.delivered).containsExactly("4", "5");
  }

  @Test
  void planCountsWhatAFilterLeavesAndChangesNothing() throws Exception {
    ActorRef<Rescue.Command> rescue = rescue();
    TestProbe<ReplayOutlook> outlook = kit.createTestProbe();
    soon(desk.keep(group("a", "1", "2")));
    soon(desk.keep(group(Reason.UNAVAILABLE, "a", "3")));
    desk.recovered("a");
    soon(desk.keep(group("a", "4")));
    List<String> before = names();
    RecordFilter timeouts = new RecordFilter(List.of("timeout"), 0, Long.MAX_VALUE);
    rescue.tell(new Rescue.PlanReplay(filtered(timeouts, false, ""), outlook.ref()));
    ReplayOutlook plan = outlook.receiveMessage();
    assertThat(plan.records()).isEqualTo(2);
    assertThat(plan.sinks()).extracting(ReplayOutlook.OfSink::files).containsExactly(1);
    assertThat(plan.oldest()).isNotEmpty();
    assertThat(plan.problem()).isEmpty();
    rescue.tell(new Rescue.PlanReplay(filtered(timeouts, true, ""), outlook.ref()));
    assertThat(outlook.receiveMessage().problem())
        .contains("nothing to replay in " + folder, "; being written: ", ".dat.lock");
    assertThat(names()).isEqualTo(before);
    assertThat(target.delivered).isEmpty();
  }
}
