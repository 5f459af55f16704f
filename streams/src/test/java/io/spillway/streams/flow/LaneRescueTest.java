package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.sink.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane that gives up, and one that does not hold its sources back. */
class LaneRescueTest {
  private static final Duration LONGEST = Duration.ofSeconds(31);

  private LaneRig rig = rig(WhenFull.BACKPRESSURE);
  private final List<String> settled = new ArrayList<>();

  private static LaneRig rig(WhenFull whenFull) {
    return new LaneRig(LaneRig.settings(OnFailure.RESCUE, whenFull, 64 << 10));
  }

  private CompletionStage<Void> offer(String line) {
    return rig.lane.offer(TestBatches.share(() -> settled.add(line), line));
  }

  private void passed(int waits) {
    for (int i = 0; i < waits; i++) {
      rig.delay.pass(Duration.ofMillis(900));
    }
    rig.work();
  }

  @AfterEach
  void balances() {
    rig.ledger();
  }

  @Test
  void givesUpAfterMaxAttemptsAndRescuesWhatComes() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    offer("a");
    rig.work();
    assertThat(rig.rescue.rescued()).isEmpty();
    passed(2);
    assertThat(rig.sink.attempts()).hasSize(LaneRig.MAX_ATTEMPTS);
    assertThat(rig.rescue.kept())
        .containsExactly(new MemoryRescue.Kept(Place.RESCUED, "a", "unavailable", 3, "scripted"));
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RESCUING);
    offer("b");
    rig.work();
    assertThat(rig.sink.attempts()).hasSize(LaneRig.MAX_ATTEMPTS);
    assertThat(rig.rescue.rescued()).containsExactly("a", "b");
    assertThat(settled).containsExactly("a", "b");
    assertThat(rig.ledger().rescued()).isEqualTo(2);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.UNAVAILABLE, 2L);
    assertThat(rig.states).containsExactly(LaneState.RETRYING, LaneState.RESCUING);
  }

  @Test
  void probeBringsTheLaneBack() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS + 1);
    offer("a");
    rig.work();
    passed(2);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RESCUING);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RUNNING);
    assertThat(rig.rescue.recovered()).containsExactly("out");
    offer("b");
    offer("c");
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("b", "c");
    assertThat(rig.lane.status().attempt()).isZero();
  }

  @Test
  void whatIsRescuedWhileTheSinkComesBackDoesNotStayInAnOpenFile() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    rig.rescue.hold();
    offer("a");
    rig.work();
    passed(2);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RUNNING);
    assertThat(rig.rescue.recovered()).hasSize(1);
    rig.rescue.answer();
    assertThat(rig.rescue.recovered()).hasSize(2);
    assertThat(rig.ledger().rescued()).isEqualTo(1);
  }

  @Test
  void aProbeThatCrashesIsNotTheLast() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS).crash();
    offer("a");
    rig.work();
    passed(2);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RESCUING);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RUNNING);
  }

  @Test
  void aFaultOnTheWayToAFileIsTriedAgain() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    rig.rescue.breakOnce();
    offer("a");
    rig.work();
    passed(2);
    assertThat(rig.rescue.rescued()).isEmpty();
    rig.delay.pass(Duration.ofSeconds(2));
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(settled).containsExactly("a");
  }

  @Test
  void firstDeliveryAfterAProbeHasToShowThatItWorks() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    offer("a");
    rig.work();
    passed(2);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    rig.sink.failOn(1);
    offer("b");
    rig.work();
    assertThat(rig.rescue.rescued()).containsExactly("a", "b");
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RESCUING);
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    offer("c");
    rig.work();
    rig.sink.failOn(1);
    offer("d");
    rig.work();
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RETRYING);
    passed(1);
    assertThat(rig.sink.delivered()).containsExactly("c", "d");
  }

  @Test
  void goesOnTryingWhileNothingCanBeRescued() {
    rig.rescue.refuse(Reason.DISK_FULL);
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    offer("a");
    rig.work();
    passed(2);
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    CompletionStage<Void> blocked = rig.lane.offer(TestBatches.big(70_000));
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.delay.pass(LaneRig.PROBE_INTERVAL);
    assertThat(rig.sink.delivered()).containsExactly("a");
    assertThat(blocked).isCompleted();
    rig.work();
    assertThat(rig.ledger().delivered()).isEqualTo(2);
  }

  @Test
  void rescuesWhenThereIsRoomAgain() {
    rig.rescue.refuse(Reason.DISK_FULL);
    rig.sink.failOn(1000);
    offer("a");
    rig.work();
    passed(2);
    rig.rescue.refuse(null);
    rig.delay.pass(LONGEST);
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(settled).containsExactly("a");
  }

  @Test
  void rejectsWaitForTheirFileAndThenTheOthersAreTriedAgain() {
    rig.rescue.refuse(Reason.DISK_FULL);
    rig.sink.sort(line -> line.startsWith("bad"), line -> line.equals("later"));
    rig.lane.offer(TestBatches.share(() -> settled.add("x"), "bad 1", "later", "good", "bad 2"));
    rig.work();
    assertThat(rig.ledger().rejected()).isZero();
    assertThat(rig.ledger().delivered()).isEqualTo(1);
    rig.rescue.refuse(null);
    for (int i = 0; i < 4; i++) {
      rig.delay.pass(LONGEST);
    }
    assertThat(rig.rescue.rejected()).containsExactly("bad 1", "bad 2");
    assertThat(rig.sink.delivered()).containsExactly("good", "later");
    assertThat(rig.ledger().rejected()).isEqualTo(2);
    assertThat(settled).containsExactly("x");
  }

  @Test
  void drainGivesUpAtTheFirstFailure() {
    rig.sink.failOn(1000);
    offer("a");
    rig.work();
    rig.lane.drain();
    assertThat(rig.sink.attempts()).hasSize(2);
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void settlesOnlyWhenTheLinesAreOnDisk() {
    rig.sink.failOn(LaneRig.MAX_ATTEMPTS);
    rig.rescue.hold();
    offer("a");
    rig.work();
    passed(2);
    assertThat(settled).isEmpty();
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    rig.rescue.answer();
    assertThat(settled).containsExactly("a");
  }

  @Test
  void fullQueueSpillsWhatDoesNotFitAndHoldsNobodyBack() {
    rig = rig(WhenFull.RESCUE);
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    rig.sink.then((lines, progress) -> slow);
    rig.lane.offer(TestBatches.big(70_000));
    rig.work();
    rig.rescue.breakOnce();
    assertThat(offer("b")).isCompleted();
    assertThat(offer("c")).isCompleted();
    assertThat(rig.rescue.rescued()).isEmpty();
    rig.delay.pass(Duration.ofMillis(500));
    assertThat(rig.rescue.rescued()).containsExactly("b", "c");
    assertThat(rig.ledger().reasons()).containsEntry(Reason.QUEUE_FULL, 2L);
    slow.complete(Answer.delivered(1));
    offer("d");
    rig.work();
    assertThat(rig.sink.delivered()).hasSize(2).endsWith("d");
    rig.delay.pass(Duration.ofSeconds(1));
    assertThat(rig.rescue.recovered()).isEmpty();
    rig.delay.pass(Duration.ofSeconds(1));
    assertThat(rig.rescue.recovered()).containsExactly("out");
    rig.delay.pass(Duration.ofSeconds(1));
    assertThat(rig.rescue.recovered()).containsExactly("out");
    rig.lane.drain();
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void fullQueueHoldsSourcesBackWhenTheRescueDiskIsFullToo() {
    rig = rig(WhenFull.RESCUE);
    rig.rescue.refuse(Reason.DISK_FULL);
    rig.sink.then((lines, progress) -> new CompletableFuture<>());
    rig.lane.offer(TestBatches.big(70_000));
    rig.work();
    rig.lane.offer(TestBatches.big(3 << 20));
    CompletionStage<Void> blocked = offer("waits");
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.rescue.refuse(null);
    rig.delay.pass(Duration.ofSeconds(1));
    assertThat(blocked).isCompleted();
    assertThat(rig.rescue.rescued()).hasSize(2).endsWith("waits");
  }

  @Test
  void everyRecordEndsOnceWhateverSinkAndStoreDo() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      LaneRig one =
          new LaneRig(
              LaneRig.settings(
                  OnFailure.RESCUE,
                  random.nextBoolean() ? WhenFull.RESCUE : WhenFull.BACKPRESSURE,
                  64 << 10),
              Runnable::run,
              new RandomSink(seed));
      int records = 0;
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            one.lane.offer(TestBatches.share("r" + records, "s" + records));
            records += 2;
          }
          case 2 -> one.delay.pass(Duration.ofMillis(random.nextInt(6000)));
          case 3 -> one.rescue.refuse(random.nextInt(3) == 0 ? Reason.DISK_FULL : null);
          default -> one.work();
        }
        assertThat(one.ledger().offered()).isEqualTo(records);
      }
      one.rescue.refuse(null);
      one.lane.drain();
      one.lane.expire();
      for (int i = 0; i < 50 && !one.lane.whenStopped().toCompletableFuture().isDone(); i++) {
        one.work();
        one.delay.pass(Duration.ofSeconds(1));
      }
      assertThat(one.lane.whenStopped()).as("seed %d", seed).isCompleted();
      assertThat(one.ledger().inFlight()).as("seed %d", seed).isZero();
      assertThat(one.ledger().rescued()).isEqualTo(one.rescue.rescued().size());
      assertThat(one.ledger().rejected()).isEqualTo(one.rescue.rejected().size());
    }
  }
}
