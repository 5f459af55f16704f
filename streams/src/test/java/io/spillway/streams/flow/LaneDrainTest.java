package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.sink.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LaneDrainTest {
  private final LaneRig rig = LaneRig.retrying();
  private final List<String> settled = new ArrayList<>();

  private CompletionStage<Void> offer(String line) {
    return rig.lane.offer(TestBatches.share(() -> settled.add(line), line));
  }

  @Test
  void deliversAllOf500QueuedSharesAfterDrain() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("line " + i);
      offer("line " + i);
    }
    rig.lane.drain();
    rig.work();
    assertThat(rig.sink.delivered()).isEqualTo(lines);
    assertThat(settled).isEqualTo(lines);
    assertThat(rig.ledger().delivered()).isEqualTo(500);
    assertThat(rig.lane.whenStopped()).isCompleted();
    assertThat(rig.sink.closes()).isEqualTo(1);
    assertThat(rig.states).containsExactly(LaneState.DRAINING, LaneState.STOPPED);
  }

  @Test
  void rescuesWhatIsQueuedAtTheDeadline() {
    offer("a");
    offer("b");
    rig.lane.expire();
    rig.work();
    SinkTally.Reading ledger = rig.ledger();
    assertThat(ledger.rescued()).isEqualTo(2);
    assertThat(ledger.inFlight()).isZero();
    assertThat(ledger.reasons()).containsEntry(Reason.DRAIN_DEADLINE, 2L);
    assertThat(rig.rescue.rescued()).containsExactly("a", "b");
    assertThat(settled).containsExactly("a", "b");
    assertThat(rig.sink.attempts()).isEmpty();
    assertThat(rig.lane.whenStopped().toCompletableFuture()).isNotDone();
    rig.lane.drain();
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void rescuesWhatComesAfterTheDeadlineUntilSourcesAreReadOut() {
    rig.lane.hasten();
    rig.lane.expire();
    offer("late");
    rig.work();
    rig.lane.drain();
    assertThat(rig.rescue.rescued()).containsExactly("late");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void countsUndeliveredWhatEvenRescueFilesDoNotTake() {
    offer("a");
    offer("b");
    rig.rescue.refuse(Reason.DISK_FULL);
    rig.lane.expire();
    rig.work();
    rig.lane.drain();
    assertThat(rig.ledger().undelivered()).isEqualTo(2);
    assertThat(settled).containsExactly("a", "b");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void triesAgainAtTheDeadlineWhatTheStoreRefusedForNow() {
    offer("a");
    rig.rescue.refuse(Reason.IO_ERROR);
    rig.lane.expire();
    rig.work();
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    rig.rescue.refuse(null);
    rig.delay.pass(Duration.ofMillis(201));
    rig.lane.drain();
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void waitsForRescueFilesOnlySoLong() {
    offer("a");
    rig.rescue.hold();
    rig.lane.expire();
    rig.work();
    rig.lane.drain();
    assertThat(rig.lane.whenStopped().toCompletableFuture()).isNotDone();
    rig.delay.pass(Expiry.RESCUE_GRACE);
    assertThat(rig.ledger().undelivered()).isEqualTo(1);
    assertThat(rig.lane.whenStopped()).isCompleted();
    rig.rescue.answer();
    assertThat(rig.ledger().rescued()).isZero();
    assertThat(settled).containsExactly("a");
  }

  @Test
  void aHangingDeliveryThatBreaksOffWhileItsRecordsAreRescuedDoesNotRescueThemTwice() {
    CompletableFuture<Answer> hanging = new CompletableFuture<>();
    rig.sink.then((lines, progress) -> hanging);
    offer("a");
    rig.work();
    rig.rescue.hold();
    rig.lane.expire();
    rig.delay.pass(Expiry.LAST_WORD);
    hanging.completeExceptionally(new IllegalStateException("scripted"));
    rig.work();
    rig.rescue.answer();
    rig.lane.drain();
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(rig.ledger().rescued()).isEqualTo(1);
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void theLaneStopsWhenBothRejectsAndHangingRecordsAreInTheirFiles() {
    rig.sink.sort("a"::equals, "b"::equals);
    rig.lane.offer(TestBatches.share(() -> settled.add("a, b"), "a", "b"));
    rig.rescue.hold();
    rig.work();
    rig.delay.pass(Duration.ofMillis(201));
    rig.lane.expire();
    rig.delay.pass(Expiry.LAST_WORD);
    rig.lane.drain();
    rig.rescue.answerLastFirst();
    assertThat(rig.ledger().rejected()).isEqualTo(1);
    assertThat(rig.ledger().rescued()).isEqualTo(1);
    assertThat(rig.ledger().inFlight()).isZero();
    assertThat(settled).containsExactly("a, b");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void hangingRecordsThatTheStoreRefusesForNowAreTriedAgain() {
    rig.sink.hang(0);
    offer("a");
    rig.work();
    rig.rescue.refuse(Reason.IO_ERROR);
    rig.lane.expire();
    rig.lane.drain();
    rig.delay.pass(Expiry.LAST_WORD);
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    rig.rescue.refuse(null);
    rig.delay.pass(Duration.ofMillis(500));
    assertThat(rig.rescue.rescued()).containsExactly("a");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void relievedLaneSpillsWhatSourcesWaitWith() {
    rig.lane.pause();
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    rig.lane.hasten();
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.lane.relieve();
    assertThat(blocked).isCompleted();
    assertThat(rig.rescue.rescued()).containsExactly("waits");
    assertThat(rig.ledger().reasons()).containsEntry(Reason.QUEUE_FULL, 1L);
    rig.work();
    rig.lane.drain();
    assertThat(rig.ledger().delivered()).isEqualTo(1);
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void relievedLaneThatWillHaveDeliveredSoonSpillsNothing() {
    for (int i = 0; i < 100; i++) {
      offer("line " + i);
    }
    rig.work();
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    rig.lane.hasten();
    rig.lane.relieve();
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.work();
    assertThat(blocked).isCompleted();
    assertThat(rig.rescue.rescued()).isEmpty();
    rig.work();
    rig.lane.drain();
    assertThat(rig.ledger().delivered()).isEqualTo(102);
  }

  @Test
  void relievedLaneThatFailsSpillsAll() {
    rig.sink.failOn(1000);
    offer("a");
    rig.work();
    rig.lane.hasten();
    rig.lane.relieve();
    assertThat(rig.rescue.rescued()).containsExactly("a");
    offer("b");
    rig.work();
    rig.lane.drain();
    assertThat(rig.rescue.rescued()).containsExactly("a", "b");
    assertThat(rig.ledger().reasons()).containsEntry(Reason.UNAVAILABLE, 2L);
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void failingLaneThatGetsNothingMoreIsRelievedOfWhatWaitsToo() {
    rig.sink.failOn(1000);
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    rig.work();
    rig.lane.drain();
    assertThat(blocked.toCompletableFuture()).isNotDone();
    rig.lane.relieve();
    assertThat(blocked).isCompleted();
    rig.work();
    assertThat(rig.ledger().rescued()).isEqualTo(2);
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void laneThatGoesOnMakesRoomOnlyUntilItIsToHoldBackAgain() {
    rig.lane.pause();
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    rig.lane.makeRoom();
    assertThat(blocked).isCompleted();
    offer("comes");
    assertThat(rig.rescue.rescued()).containsExactly("waits", "comes");
    rig.lane.holdBack();
    CompletionStage<Void> next = offer("next");
    assertThat(next.toCompletableFuture()).isNotDone();
    rig.lane.resume();
    rig.work();
    assertThat(next).isCompleted();
    rig.work();
    assertThat(rig.ledger().delivered()).isEqualTo(2);
    rig.lane.drain();
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void closesAfterDrainWithNothingLeftToCount() {
    offer("a");
    rig.lane.drain();
    rig.work();
    rig.lane.expire();
    assertThat(rig.ledger().undelivered()).isZero();
    assertThat(rig.ledger().delivered()).isEqualTo(1);
    assertThat(rig.sink.closes()).isEqualTo(1);
  }

  @Test
  void releasesABlockedProducerAtTheDeadline() {
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    assertThat(blocked.toCompletableFuture()).isNotDone();
    assertThat(rig.ledger().inFlight()).isEqualTo(2);
    rig.lane.expire();
    rig.work();
    assertThat(blocked).isCompleted();
    assertThat(settled).containsExactly("waits");
    assertThat(rig.ledger().rescued()).isEqualTo(2);
  }

  @Test
  void deliversWhatWaitedToFitWhenDrained() {
    rig.lane.offer(TestBatches.big(2 << 20));
    CompletionStage<Void> blocked = offer("waits");
    rig.lane.drain();
    rig.work();
    assertThat(blocked).isCompleted();
    assertThat(rig.sink.delivered()).hasSize(2).endsWith("waits");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void accountsForAnOfferAfterTheDrain() {
    rig.lane.drain();
    assertThat(offer("late")).isCompleted();
    assertThat(rig.ledger().undelivered()).isEqualTo(1);
    assertThat(settled).containsExactly("late");
  }

  @Test
  void takesOffersWhileHastened() {
    rig.lane.pause();
    rig.lane.hasten();
    offer("a");
    rig.work();
    assertThat(rig.lane.status().state()).isEqualTo(LaneState.DRAINING);
    assertThat(rig.sink.delivered()).containsExactly("a");
    rig.lane.drain();
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void retriesAtOnceWhenADrainBeginsAndQuicklyThereafter() {
    rig.sink.failOn(12);
    offer("a");
    rig.work();
    for (int i = 0; i < 9; i++) {
      rig.delay.pass(Duration.ofSeconds(31));
    }
    assertThat(rig.sink.attempts()).hasSize(10);
    rig.lane.drain();
    assertThat(rig.sink.attempts()).hasSize(11);
    rig.delay.pass(Duration.ofMillis(201));
    rig.delay.pass(Duration.ofMillis(201));
    assertThat(rig.sink.delivered()).containsExactly("a");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }

  @Test
  void rescuesWhatIsBeingRetriedAtTheDeadline() {
    rig.sink.failOn(1000);
    offer("a");
    rig.work();
    rig.lane.drain();
    rig.lane.expire();
    assertThat(rig.ledger().rescued()).isEqualTo(1);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.UNAVAILABLE, 1L);
    assertThat(rig.lane.whenStopped()).isCompleted();
    assertThat(settled).containsExactly("a");
  }

  @Test
  void rescuesWhatAHangingSinkDidNotTakeAtTheDeadline() {
    rig.sink.hang(2);
    rig.lane.offer(TestBatches.share(() -> settled.add("share"), "a", "b", "c", "d", "e"));
    rig.work();
    assertThat(rig.ledger().delivered()).isEqualTo(2);
    rig.lane.drain();
    rig.lane.expire();
    assertThat(rig.ledger().inFlight()).isEqualTo(3);
    rig.delay.pass(Expiry.LAST_WORD);
    assertThat(rig.ledger().delivered()).isEqualTo(2);
    assertThat(rig.ledger().rescued()).isEqualTo(3);
    assertThat(rig.rescue.rescued()).containsExactly("c", "d", "e");
    assertThat(settled).containsExactly("share");
    assertThat(rig.lane.whenStopped()).isCompleted();
  }
}
