package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class LanePolicyTest {
  private static LaneRig rig(OnFailure onFailure, WhenFull whenFull) {
    return new LaneRig(LaneRig.settings(onFailure, whenFull, 64 << 10));
  }

  @Test
  void deliversInOrderAndSettlesOnce() {
    LaneRig rig = LaneRig.retrying();
    List<String> settled = new ArrayList<>();
    rig.lane.offer(TestBatches.share(() -> settled.add("first"), "a", "b"));
    rig.lane.offer(TestBatches.share(() -> settled.add("second"), "c"));
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
    assertThat(rig.sink.attempts()).containsExactly(3);
    assertThat(settled).containsExactly("first", "second");
    assertThat(rig.ledger().bytes()).isEqualTo(6);
    assertThat(rig.lane.status().pinnedBytes()).isZero();
  }

  @Test
  void sendsOnlyWhatIsLeftAfterAPartialDelivery() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.takeOnly(2);
    List<String> settled = new ArrayList<>();
    rig.lane.offer(TestBatches.share(() -> settled.add("first"), "a"));
    rig.lane.offer(TestBatches.share(() -> settled.add("second"), "b", "c", "d"));
    rig.work();
    assertThat(settled).containsExactly("first");
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.RETRYING);
    assertThat(rig.lane.status().lastReason()).isEqualTo(Reason.CONNECTION_RESET);
    assertThat(rig.lane.status().pendingLeft()).isEqualTo(2);
    rig.delay.pass(Duration.ofMillis(201));
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c", "d");
    assertThat(settled).containsExactly("first", "second");
    assertThat(rig.states).containsExactly(LaneState.RETRYING, LaneState.RUNNING);
    assertThat(rig.ledger().retries()).isEqualTo(2);
    assertThat(rig.ledger().bytes()).isEqualTo(8);
  }

  @Test
  void countsAttemptsAnewAfterAnyProgress() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.failOn(2).takeOnly(1).failOn(1);
    rig.lane.offer(TestBatches.share("a", "b", "c"));
    rig.work();
    List<Integer> attempts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      attempts.add(rig.lane.status().attempt());
      rig.delay.pass(Duration.ofSeconds(31));
    }
    assertThat(attempts).containsExactly(1, 2, 1, 2);
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
  }

  @Test
  void rejectsAndRetriesOfOneBatchGoSeparateWays() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.sort(line -> line.startsWith("poison"), line -> line.startsWith("later"));
    rig.lane.offer(TestBatches.share("a", "poison", "later 1", "b", "later 2", "c"));
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
    assertThat(rig.sink.rejected()).containsExactly("poison");
    rig.delay.pass(Duration.ofMillis(201));
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c", "later 1", "later 2");
    assertThat(rig.sink.attempts()).containsExactly(6, 2);
    assertThat(rig.ledger().rejected()).isEqualTo(1);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.PAYLOAD_REJECTED, 1L);
    assertThat(rig.rescue.kept())
        .containsExactly(
            new MemoryRescue.Kept(Place.REJECTED, "poison", "payload_rejected", 1, "no"));
  }

  @Test
  void retriesForEverAndHoldsProducersBack() {
    LaneRig rig = rig(OnFailure.RETRY, WhenFull.BACKPRESSURE);
    rig.sink.failOn(50);
    rig.lane.offer(TestBatches.big(70_000));
    CompletionStage<Void> blocked = rig.lane.offer(TestBatches.share("next"));
    rig.work();
    for (int i = 0; i < 49; i++) {
      rig.delay.pass(Duration.ofSeconds(31));
    }
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.delay.pass(Duration.ofSeconds(31));
    rig.work();
    assertThat(blocked).isCompleted();
    assertThat(rig.ledger().delivered()).isEqualTo(2);
  }

  @Test
  void discardsWhatDoesNotFitIfSetSo() {
    LaneRig rig = rig(OnFailure.RETRY, WhenFull.DISCARD);
    List<String> settled = new ArrayList<>();
    rig.lane.offer(TestBatches.big(70_000));
    assertThat(rig.lane.offer(TestBatches.share(() -> settled.add("x"), "x"))).isCompleted();
    assertThat(settled).containsExactly("x");
    assertThat(rig.ledger().discarded()).isEqualTo(1);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.QUEUE_FULL, 1L);
  }

  @Test
  void toleratedFailuresAreDiscardedAndCostProducersNothing() {
    LaneRig rig = rig(OnFailure.TOLERATE, WhenFull.BACKPRESSURE);
    rig.sink.failOn(1).hang(0);
    rig.lane.offer(TestBatches.share("a", "b"));
    rig.work();
    assertThat(rig.ledger().discarded()).isEqualTo(2);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.UNAVAILABLE, 2L);
    rig.lane.offer(TestBatches.big(70_000));
    rig.work();
    assertThat(rig.lane.offer(TestBatches.share("full"))).isCompleted();
    assertThat(rig.ledger().reasons()).containsEntry(Reason.QUEUE_FULL, 1L);
  }

  @Test
  void stopPolicyAsksOnceForTheNodesStopAndGoesOnTrying() {
    LaneRig rig = rig(OnFailure.STOP, WhenFull.BACKPRESSURE);
    rig.sink.failOn(2);
    rig.lane.offer(TestBatches.share("a"));
    rig.work();
    rig.delay.pass(Duration.ofMillis(401));
    assertThat(rig.stopCalls).containsExactly(Reason.UNAVAILABLE);
    rig.lane.drain();
    assertThat(rig.sink.delivered()).containsExactly("a");
  }

  @Test
  void pausedLaneTakesNothingAndResumes() {
    LaneRig rig = LaneRig.retrying();
    rig.lane.pause();
    rig.lane.offer(TestBatches.share("a"));
    rig.work();
    assertThat(rig.sink.attempts()).isEmpty();
    assertThat(rig.lane.status().queuedRecords()).isEqualTo(1);
    rig.lane.resume();
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a");
    assertThat(rig.states).containsExactly(LaneState.PAUSED, LaneState.RUNNING);
  }

  @Test
  void pausedLaneDoesNotRetryUntilItResumes() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.failOn(1);
    rig.lane.offer(TestBatches.share("a"));
    rig.work();
    rig.lane.pause();
    rig.delay.pass(Duration.ofMinutes(1));
    assertThat(rig.sink.attempts()).hasSize(1);
    rig.lane.resume();
    assertThat(rig.sink.delivered()).containsExactly("a");
  }

  @Test
  void whatWasTakenBeforeThePauseWaitsForTheResumeToo() {
    LaneRig rig = LaneRig.retrying();
    rig.lane.offer(TestBatches.share("a"));
    Take take = Objects.requireNonNull(rig.lane.take());
    rig.lane.pause();
    CompletionStage<Done> delivered = rig.lane.deliver(take);
    assertThat(rig.sink.attempts()).isEmpty();
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    rig.lane.resume();
    assertThat(rig.sink.delivered()).containsExactly("a");
    assertThat(delivered).isCompleted();
  }

  @Test
  void drainResumesWhatThePauseHeld() {
    LaneRig rig = LaneRig.retrying();
    rig.lane.offer(TestBatches.share("a"));
    Take take = Objects.requireNonNull(rig.lane.take());
    rig.lane.pause();
    rig.lane.deliver(take);
    rig.lane.drain();
    assertThat(rig.sink.attempts()).containsExactly(1);
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void nextWorkerGoesOnWhereACrashedOneBrokeOff() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.takeOnly(1).crash();
    rig.lane.offer(TestBatches.share("a", "b", "c"));
    rig.work();
    rig.delay.pass(Duration.ofMillis(201));
    assertThat(rig.ledger().inFlight()).isEqualTo(2);
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
    assertThat(rig.ledger().delivered()).isEqualTo(3);
  }

  @Test
  void rescuesWhatACrashedWorkerLeftAtTheDeadline() {
    LaneRig rig = LaneRig.retrying();
    rig.sink.crash();
    List<String> settled = new ArrayList<>();
    rig.lane.offer(TestBatches.share(() -> settled.add("x"), "a", "b"));
    Take take = rig.lane.take();
    assertThat(take).isNotNull();
    if (take != null) {
      assertThat(rig.lane.deliver(take)).isCompletedExceptionally();
    }
    rig.lane.expire();
    rig.work();
    rig.lane.drain();
    assertThat(rig.ledger().rescued()).isEqualTo(2);
    assertThat(settled).containsExactly("x");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void keepsOnlyTheFewRecordsItIsOwedOfALargeSlab() {
    LaneRig rig = LaneRig.retrying();
    Share all = TestBatches.share("a".repeat(9_000), "small", "b".repeat(9_000));
    rig.lane.offer(new Share(all.events(), Share.Kind.EVENT, new int[] {1}));
    assertThat(rig.lane.status().pinnedBytes()).isLessThan(1_000);
    Take take = rig.lane.take();
    assertThat(take).isNotNull();
    if (take != null) {
      assertThat(take.shares().get(0).batch().offset(0)).isEqualTo(all.batch().offset(1));
      rig.lane.deliver(take);
    }
    assertThat(rig.sink.delivered()).containsExactly("small");
  }

  @Test
  void waitsGrowToTheMaximumWithJitter() {
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    assertThat(backoff.before(1, 0)).isEqualTo(Duration.ofMillis(1));
    assertThat(backoff.before(1, 0.999)).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.before(4, 0.5)).isEqualTo(Duration.ofMillis(801));
    assertThat(backoff.before(2000, 0.5)).isEqualTo(Duration.ofMillis(15_001));
  }

  @Test
  void estimatesTheSecondsLeftFromTheRate() {
    long[] now = {0};
    Rate rate = new Rate(() -> now[0]);
    for (int second = 0; second < 20; second++) {
      rate.add(10);
      now[0] += 1_000_000_000L;
    }
    LaneStatus status =
        new LaneStatus("out", LaneState.DRAINING, 95, 0, 95, 0, null, rate.perSecond());
    assertThat(status.perSecond()).isBetween(9.0, 11.0);
    assertThat(status.secondsLeft().orElseThrow()).isBetween(9L, 11L);
  }
}
