package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LaneQueueTest {
  private final List<Share> refused = new ArrayList<>();
  private final LaneQueue queue = new LaneQueue(10_000, 1_000, refused::add);

  private static boolean done(CompletionStage<Void> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private Take poll() {
    Take take = queue.poll();
    if (take == null) {
      throw new AssertionError("nothing to take");
    }
    return take;
  }

  @Test
  void admitsFirstComeFirstServedThoughALaterOneWouldFit() {
    assertThat(done(queue.offer(TestBatches.big(6_000)))).isTrue();
    CompletionStage<Void> large = queue.offer(TestBatches.big(6_000));
    CompletionStage<Void> small = queue.offer(TestBatches.big(10));
    assertThat(done(large)).isFalse();
    assertThat(done(small)).isFalse();
    long held = queue.pinnedBytes();
    poll();
    assertThat(done(large)).isFalse();
    queue.release(held);
    assertThat(done(large)).isTrue();
    assertThat(done(small)).isTrue();
  }

  @Test
  void admitsAShareLargerThanTheBoundWhenNothingElseIsHere() {
    assertThat(done(queue.offer(TestBatches.big(50_000)))).isTrue();
    assertThat(done(queue.offer(TestBatches.big(10)))).isFalse();
  }

  @Test
  void countsTakenSharesUntilTheyAreReleased() {
    queue.offer(TestBatches.big(9_000));
    long held = queue.pinnedBytes();
    assertThat(held).isGreaterThan(9_000);
    poll();
    assertThat(queue.pinnedBytes()).isEqualTo(held);
    assertThat(queue.offerNow(TestBatches.big(9_000))).isFalse();
    queue.release(held);
    assertThat(queue.offerNow(TestBatches.big(9_000))).isTrue();
  }

  @Test
  void gathersUpToItsSizeAndAtLeastOne() {
    queue.offer(TestBatches.big(400));
    queue.offer(TestBatches.big(400));
    queue.offer(TestBatches.big(400));
    queue.offer(TestBatches.big(3_000));
    assertThat(poll().shares()).hasSize(2);
    assertThat(poll().shares()).hasSize(1);
    assertThat(poll().shares()).hasSize(1);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void emptyRecordsFillATakeToo() {
    String[] empty = new String[16];
    Arrays.fill(empty, "");
    for (int i = 0; i < 3; i++) {
      queue.offer(TestBatches.share(empty));
    }
    assertThat(poll().shares()).hasSize(1);
    assertThat(poll().shares()).hasSize(1);
  }

  @Test
  void wakesAConsumerThatGotHungryWhileAnOfferWaited() {
    List<String> calls = new ArrayList<>();
    queue.onAvailable(() -> calls.add("wake"));
    queue.offer(TestBatches.big(9_000));
    long held = queue.pinnedBytes();
    poll();
    queue.offer(TestBatches.big(9_000));
    assertThat(queue.poll()).isNull();
    queue.release(held);
    assertThat(calls).containsExactly("wake");
    assertThat(poll().shares()).hasSize(1);
  }

  @Test
  void wakesAHungryConsumerOnce() {
    List<String> calls = new ArrayList<>();
    queue.onAvailable(() -> calls.add("wake"));
    queue.offer(TestBatches.big(1));
    assertThat(calls).isEmpty();
    poll();
    assertThat(queue.poll()).isNull();
    queue.offer(TestBatches.big(1));
    queue.offer(TestBatches.big(1));
    assertThat(calls).containsExactly("wake");
  }

  @Test
  void isExhaustedOnlyWhenCompleteAndEmpty() {
    queue.offer(TestBatches.big(9_000));
    queue.offer(TestBatches.big(9_000));
    assertThat(queue.exhausted()).isFalse();
    queue.complete();
    Take first = poll();
    assertThat(queue.exhausted()).isFalse();
    queue.release(queue.pinnedBytes());
    Take second = poll();
    assertThat(queue.exhausted()).isTrue();
    assertThat(queue.finished()).isFalse();
    queue.ended(first);
    queue.ended(second);
    assertThat(queue.finished()).isTrue();
    assertThat(refused).isEmpty();
  }

  @Test
  void refusesWhatComesAfterCompletion() {
    queue.complete();
    assertThat(done(queue.offer(TestBatches.big(1)))).isTrue();
    assertThat(queue.offerNow(TestBatches.big(1))).isTrue();
    assertThat(refused).hasSize(2);
  }

  @Test
  void closeRefusesQueuedAndWaitingAndKeepsWhatIsTaken() {
    queue.offer(TestBatches.big(900));
    queue.offer(TestBatches.big(9_000));
    CompletionStage<Void> waits = queue.offer(TestBatches.big(9_000));
    Take taken = poll();
    assertThat(queue.close()).isEmpty();
    assertThat(refused).hasSize(2);
    assertThat(done(waits)).isTrue();
    assertThat(queue.unsettled()).containsExactly(taken);
    assertThat(queue.giveBack(taken)).isFalse();
    assertThat(queue.records()).isZero();
  }

  @Test
  void takesAgainFirstWhatWasGivenBackOrNeverStarted() {
    queue.offer(TestBatches.big(900));
    queue.offer(TestBatches.big(900));
    Take first = poll();
    first.start();
    assertThat(queue.giveBack(first)).isTrue();
    assertThat(poll()).isSameAs(first);
    queue.reclaim();
    assertThat(poll()).isSameAs(first);
    assertThat(poll()).isNotSameAs(first);
  }

  @Test
  void givesATakeOnceThoughItIsReclaimedAndGivenBack() {
    queue.offer(TestBatches.big(900));
    Take take = poll();
    queue.reclaim();
    queue.giveBack(take);
    assertThat(poll()).isSameAs(take);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void wakesAHungryConsumerWhenTheLastTakeHasEnded() {
    List<String> calls = new ArrayList<>();
    queue.offer(TestBatches.big(900));
    queue.offer(TestBatches.big(900));
    Take first = poll();
    Take second = poll();
    queue.complete();
    queue.onAvailable(() -> calls.add("wake"));
    assertThat(queue.poll()).isNull();
    queue.ended(first);
    assertThat(calls).isEmpty();
    queue.ended(second);
    assertThat(calls).containsExactly("wake");
  }

  @Test
  void pausedQueueGivesNothing() {
    queue.offer(TestBatches.big(900));
    queue.pause(true);
    assertThat(queue.poll()).isNull();
    queue.pause(false);
    assertThat(queue.poll()).isNotNull();
  }
}
