package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.sink.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SinkLaneTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  private ActorRig rig = new ActorRig();
  private TestProbe<SinkLane.Event> parent = rig.kit.createTestProbe();
  private TestProbe<Acknowledged> answers = rig.kit.createTestProbe();
  private TestProbe<SinkStatus> statuses = rig.kit.createTestProbe();

  @AfterEach
  void balances() {
    assertThat(rig.lane.tally().read().imbalance()).isZero();
    rig.close();
  }

  private ActorRef<SinkLane.Command> lane() {
    return rig.kit.spawn(Children.restarting(SinkLane.create(rig.sinkPart(), parent.ref())));
  }

  private void delivered(String... lines) {
    parent.awaitAssert(() -> assertThat(rig.sink.delivered()).containsExactly(lines));
  }

  private SinkTally.Reading ledger() {
    return rig.lane.tally().read();
  }

  private SinkStatus status(ActorRef<SinkLane.Command> lane) {
    lane.tell(new SinkLane.GetStatus(statuses.ref()));
    return statuses.receiveMessage();
  }

  @Test
  void pausedLaneDeliversOnceResumed() {
    ActorRef<SinkLane.Command> lane = lane();
    lane.tell(new SinkLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "out", "paused"));
    rig.lane.offer(TestBatches.share("a", "b"));
    assertThat(status(lane))
        .isEqualTo(
            new SinkStatus(
                "all", "out", "scripted", "paused", 2, rig.lane.status().pinnedBytes(), 0, "", -1));
    assertThat(rig.sink.attempts()).isEmpty();
    lane.tell(new SinkLane.Resume(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "out", "running"));
    delivered("a", "b");
  }

  @Test
  void statusSaysWhyItTriesAgain() {
    rig.sink.failOn(1000);
    ActorRef<SinkLane.Command> lane = lane();
    rig.lane.offer(TestBatches.share("a"));
    parent.awaitAssert(() -> assertThat(status(lane).attempt()).isPositive());
    SinkStatus retrying = status(lane);
    assertThat(retrying.state()).isEqualTo("retrying");
    assertThat(retrying.reason()).isEqualTo("unavailable");
    lane.tell(new SinkLane.Expire());
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
    assertThat(ledger().rescued()).isEqualTo(1);
    assertThat(rig.rescue.rescued()).containsExactly("a");
  }

  @Test
  void drainEndsAPauseAndStillTakesInput() {
    ActorRef<SinkLane.Command> lane = lane();
    lane.tell(new SinkLane.Pause(answers.ref()));
    answers.receiveMessage();
    rig.lane.offer(TestBatches.share("a"));
    lane.tell(new SinkLane.BeginDrain());
    delivered("a");
    lane.tell(new SinkLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "out", "draining"));
    rig.lane.offer(TestBatches.share("b"));
    delivered("a", "b");
    parent.expectNoMessage(Duration.ofMillis(50));
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
    assertThat(status(lane).state()).isEqualTo("stopped");
    assertThat(rig.sink.closes()).isEqualTo(1);
  }

  @Test
  void whatComesAfterTheEndIsUndelivered() {
    ActorRef<SinkLane.Command> lane = lane();
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
    assertThat(rig.lane.offer(TestBatches.share("late"))).isCompleted();
    assertThat(ledger().undelivered()).isEqualTo(1);
  }

  @Test
  void expiryEndsALaneWhoseSinkHangsAndOffersThatWait() {
    rig.sink.hang(1);
    ActorRef<SinkLane.Command> lane = lane();
    rig.lane.offer(TestBatches.share("a", "b"));
    parent.awaitAssert(() -> assertThat(ledger().delivered()).isEqualTo(1));
    rig.lane.offer(TestBatches.big(1 << 20));
    var waiting = rig.lane.offer(TestBatches.big(1 << 20));
    assertThat(waiting).isNotCompleted();
    lane.tell(new SinkLane.Expire());
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
    assertThat(waiting).isCompleted();
    assertThat(ledger().rescued()).isEqualTo(3);
    assertThat(ledger().inFlight()).isZero();
  }

  @Test
  void laneThatMayNotFailAsksTheNodeToStop() {
    log.expect("on-failure is stop");
    rig.close();
    rig = new ActorRig(LaneSettings.OnFailure.STOP);
    parent = rig.kit.createTestProbe();
    rig.sink.failOn(1);
    lane();
    rig.lane.offer(TestBatches.share("a"));
    parent.expectMessage(new SinkLane.StopNode("out", "unavailable"));
    delivered("a");
  }

  @Test
  void crashOfTheSinkRestartsTheLaneAndLosesNothing() {
    log.expect("sink out: its stream failed");
    rig.sink.crash();
    lane();
    rig.lane.offer(TestBatches.share("a", "b"));
    rig.lane.offer(TestBatches.share("c"));
    delivered("a", "b", "c");
    assertThat(ledger().delivered()).isEqualTo(3);
  }

  @Test
  @SuppressWarnings("NullAway") // the null makes the actor crash
  void crashOfTheActorRestartsItOnce() {
    log.expect("Supervisor RestartSupervisor saw failure");
    ActorRef<SinkLane.Command> lane = lane();
    rig.lane.offer(TestBatches.share("a"));
    delivered("a");
    lane.tell(new SinkLane.GetStatus(null));
    rig.lane.offer(TestBatches.share("b"));
    delivered("a", "b");
    rig.lane.offer(TestBatches.share("c"));
    delivered("a", "b", "c");
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
    assertThat(restarts()).hasSize(1);
    assertThat(ledger().delivered()).isEqualTo(3);
  }

  @Test
  @SuppressWarnings("NullAway") // the null makes the actor crash
  void deliveryUnderWayOutlivesACrashAndIsNotRepeated() {
    log.expect("Supervisor RestartSupervisor saw failure");
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    rig.sink.then((lines, progress) -> answer);
    ActorRef<SinkLane.Command> lane = lane();
    rig.lane.offer(TestBatches.share("a"));
    parent.awaitAssert(() -> assertThat(rig.sink.attempts()).hasSize(1));
    lane.tell(new SinkLane.GetStatus(null));
    rig.lane.offer(TestBatches.share("b"));
    delivered("b");
    answer.complete(Answer.delivered(1));
    delivered("b", "a");
    assertThat(rig.sink.attempts()).containsExactly(1, 1);
    lane.tell(new SinkLane.Complete());
    parent.expectMessage(new SinkLane.Stopped("out", ""));
  }

  private List<String> restarts() {
    return log.lines().stream().filter(line -> line.contains("saw failure")).toList();
  }
}
