package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.log.CleanLog;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.follow.FollowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FollowLaneTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private ActorRig rig = new ActorRig();
  private TestProbe<SourceLane.Event> parent = rig.kit.createTestProbe();
  private TestProbe<Acknowledged> answers = rig.kit.createTestProbe();
  private TestProbe<SourceStatus> statuses = rig.kit.createTestProbe();
  private ActorRef<SourceLane.Command> lane = rig.kit.system().ignoreRef();
  private final List<String> expected = new ArrayList<>();

  @BeforeEach
  void runTheSinksLane() {
    rig.kit.spawn(SinkLane.create(rig.sinkPart(), rig.kit.system().ignoreRef()));
  }

  @AfterEach
  void balances() {
    assertThat(rig.source.read().imbalance()).isZero();
    assertThat(rig.lane.tally().read().imbalance()).isZero();
    rig.close();
  }

  private FollowLane.Part part() {
    FollowSettings settings = FollowSettings.of(folder + "/*.log");
    Path checkpoint = folder.resolve("follow/in.checkpoint");
    return new FollowLane.Part(
        "in",
        () ->
            new FollowSource(
                settings,
                "n1",
                rig.source,
                rig.budget,
                checkpoint,
                rig.blocking,
                Clock.systemUTC()),
        rig.intakeTo(rig.lane),
        rig.source,
        rig.blocking);
  }

  private void start(FollowLane.Part part) {
    lane = rig.kit.spawn(Children.restarting(FollowLane.create(part, parent.ref())));
    parent.expectMessage(new SourceLane.Started("in", ""));
  }

  private void append(String name, int lines) throws IOException {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      text.add(name + " " + expected.size());
      expected.add(text.get(i));
    }
    Files.write(folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private SourceStatus status() {
    lane.tell(new SourceLane.GetStatus(statuses.ref()));
    return statuses.receiveMessage();
  }

  private void allDelivered() {
    parent.awaitAssert(
        () -> assertThat(rig.sink.delivered()).containsExactlyInAnyOrderElementsOf(expected));
  }

  private void drain() {
    lane.tell(new SourceLane.Drain());
    parent.expectMessage(new SourceLane.Drained("in", 0, 0));
  }

  /** What a restart of the node would do, with what it left on the disk. */
  private void restartNode() {
    rig.close();
    rig = new ActorRig();
    parent = rig.kit.createTestProbe();
    answers = rig.kit.createTestProbe();
    statuses = rig.kit.createTestProbe();
    runTheSinksLane();
    expected.clear();
  }

  @SuppressWarnings("NullAway") // the null makes the actor crash
  private void crash() {
    log.expect("Supervisor RestartSupervisor saw failure");
    lane.tell(new SourceLane.GetStatus(null));
  }

  @Test
  void followsFilesUntilItDrainsAndGoesOnAfterARestart() throws IOException {
    append("a.log", 1000);
    start(part());
    append("a.log", 1000);
    append("b.log", 1000);
    allDelivered();
    parent.awaitAssert(
        () ->
            assertThat(status().follow())
                .containsEntry("files", 2L)
                .containsEntry("behind_bytes", 0L));
    assertThat(status().state()).isEqualTo("running");
    drain();
    drain();
    assertThat(status().state()).isEqualTo("drained");
    restartNode();
    append("b.log", 10);
    start(part());
    allDelivered();
  }

  @Test
  void checkpointIsWrittenWhenTheLastBatchIsSettledAfterTheDrain() throws IOException {
    append("a.log", 100);
    rig.lane.pause();
    start(part());
    parent.awaitAssert(() -> assertThat(rig.source.read().accepted()).isEqualTo(100));
    drain();
    assertThat(rig.sink.delivered()).isEmpty();
    rig.lane.resume();
    allDelivered();
    restartNode();
    start(part());
    append("a.log", 1);
    allDelivered();
  }

  @Test
  void pausedSourceGoesOnWhenResumed() throws IOException {
    start(part());
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "paused"));
    append("a.log", 100);
    parent.awaitAssert(() -> assertThat(status().follow()).containsEntry("files", 1L));
    assertThat(rig.sink.delivered()).isEmpty();
    lane.tell(new SourceLane.Resume(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "running"));
    allDelivered();
  }

  @Test
  void crashReadsNothingTwice() throws IOException {
    append("a.log", 5000);
    start(part());
    crash();
    append("b.log", 5000);
    parent.expectMessage(new SourceLane.Started("in", ""));
    allDelivered();
    drain();
    crash();
    drainedAgain();
  }

  private void drainedAgain() {
    parent.fishForMessage(
        java.time.Duration.ofSeconds(10),
        event ->
            event instanceof SourceLane.Drained
                ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
  }

  @Test
  void checkpointThatCannotBeOpenedIsAFailure() throws IOException {
    Files.createDirectories(folder.resolve("follow"));
    Files.writeString(folder.resolve("follow/in.checkpoint"), "something else\n");
    lane = rig.kit.spawn(Children.restarting(FollowLane.create(part(), parent.ref())));
    assertThat(parent.expectMessageClass(SourceLane.Failed.class).problem())
        .contains("source in")
        .contains("not a checkpoint");
    assertThat(status().state()).isEqualTo("failed");
    drain();
  }
}
