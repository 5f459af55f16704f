package io.spillway.streams.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When batches leave, with time that only moves when told. */
class BatchStageTest {
  private static final Duration TICK = Duration.ofMillis(1);

  /** What the stage does after it told of a read is done when a task behind it runs. */
  private static final Config ONE_THREAD =
      ConfigFactory.parseString(
          """
          one-thread {
            type = Dispatcher
            executor = thread-pool-executor
            thread-pool-executor.fixed-pool-size = 1
          }
          """);

  private final ActorTestKit kit =
      ActorTestKit.create(ONE_THREAD.withFallback(ManualTime.config()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final SourceTally tally = new SourceTally("in");
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final RecordingObserver observer = new RecordingObserver();

  private @Nullable RateLimit rateLimit;
  private FramingSettings framing = FramingSettings.DEFAULT;
  private BatchSettings settings =
      new BatchSettings(32 << 10, Duration.ofMillis(100), Optional.empty());
  private @Nullable SourceQueueWithComplete<ByteString> input;
  private @Nullable SinkQueueWithCancel<Batch> output;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    assertThat(tally.read().imbalance()).isZero();
  }

  @Test
  void leavesBySizeBeforeTheTimer() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send(lines(20_000));
    stillWaiting(batch);
    send(lines(20_000));
    assertThat(get(batch).bytes()).isEqualTo(39_999);
  }

  @Test
  void leavesByTheNumberOfTinyRecords() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send("\n".repeat(1_000));
    stillWaiting(batch);
    send("\n".repeat(24));
    assertThat(get(batch).count()).isEqualTo(32 << 10 >> 5);
    assertThat(tally.read().triggers()).containsOnlyKeys(BatchTrigger.SIZE);
  }

  @Test
  void oneReadOfManyTinyRecordsGoesOnOnlyWhenTheBudgetHasRoom() throws Exception {
    long roomForOneAndABit = budget.weight(1023, 1024) * 3 / 2;
    long taken = (1 << 20) - roomForOneAndABit;
    budget.take(taken);
    start();
    Future<Optional<Batch>> first = pull();
    offer("\n".repeat(3 * 1024)).get(5, TimeUnit.SECONDS);
    assertThat(get(first).count()).isEqualTo(1024);
    assertThat(get(pull()).count()).isEqualTo(1024);
    Future<Optional<Batch>> third = pull();
    assertThat(awaitWaiting()).isEqualTo(1);
    assertThat(third.isDone()).isFalse();
    input().complete();
    budget.giveBack(taken);
    Batch last = get(third);
    assertThat(last.count()).isEqualTo(1024);
    assertThat(last.offset(0)).isEqualTo(2048);
    assertThat(pull().get(5, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void letsBytesGatherAfterASmallRead() throws Exception {
    settings = BatchSettings.DEFAULT;
    start();
    Future<Optional<Batch>> batch = pull();
    send(lines(1_000));
    offer(lines(40_000)).get(5, TimeUnit.SECONDS);
    time.timePasses(Duration.ofMillis(4));
    assertThat(observer.reads()).isEqualTo(1);
    time.timePasses(TICK);
    assertThat(get(batch).bytes()).isEqualTo(40_999);
  }

  @Test
  void drainsWithoutAPause() throws Exception {
    settings = BatchSettings.DEFAULT;
    start();
    Future<Optional<Batch>> first = pull();
    send(lines(1_000));
    observer.drain.get(5, TimeUnit.SECONDS).run();
    assertThat(get(first).bytes()).isEqualTo(999);
    Future<Optional<Batch>> second = pull();
    send(lines(2_000));
    assertThat(get(second).bytes()).isEqualTo(1_999);
  }

  @Test
  void leavesByTimeAfterItsFirstRecord() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    time.timePasses(Duration.ofMillis(70));
    send(lines(10_000));
    time.timePasses(Duration.ofMillis(60));
    send(lines(100));
    time.timePasses(Duration.ofMillis(39));
    stillWaiting(batch);
    time.timePasses(TICK);
    assertThat(get(batch).bytes()).isEqualTo(10_099);
  }

  @Test
  void startsAnewAfterEachBatch() throws Exception {
    start();
    Future<Optional<Batch>> first = pull();
    send(lines(10_000));
    time.timePasses(Duration.ofMillis(90));
    send(lines(30_000));
    assertThat(get(first).bytes()).isEqualTo(39_999);
    Future<Optional<Batch>> second = pull();
    send(lines(100));
    time.timePasses(Duration.ofMillis(99));
    stillWaiting(second);
    time.timePasses(TICK);
    assertThat(get(second).bytes()).isEqualTo(99);
    Future<Optional<Batch>> third = pull();
    send(lines(100));
    time.timePasses(Duration.ofMillis(99));
    stillWaiting(third);
    send(lines(32_768));
    assertThat(get(third).count()).isEqualTo(328 + 1);
  }

  @Test
  void anUnfinishedRecordStartsNoTimer() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send("unfinished");
    time.timePasses(Duration.ofSeconds(10));
    stillWaiting(batch);
    send(" no more\n");
    time.timePasses(Duration.ofMillis(99));
    stillWaiting(batch);
    time.timePasses(TICK);
    assertThat(texts(get(batch))).containsExactly("unfinished no more");
  }

  @Test
  void keepsTheBytesOfOneReadTogether() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send(lines(200_000));
    assertThat(get(batch).count()).isEqualTo(2000);
  }

  @Test
  void hasBytesLinesAndOffsetsAsInTheConnection() throws Exception {
    start();
    Future<Optional<Batch>> first = pull();
    send("one\ntwo\nthr");
    time.timePasses(Duration.ofMillis(100));
    Batch batch = get(first);
    assertThat(texts(batch)).containsExactly("one", "two");
    assertThat(batch.lines()).isTrue();
    Future<Optional<Batch>> second = pull();
    send("ee\r\nfour\n");
    time.timePasses(Duration.ofMillis(100));
    batch = get(second);
    assertThat(texts(batch)).containsExactly("three", "four");
    assertThat(batch.offset(0)).isEqualTo(8);
    assertThat(batch.offset(1)).isEqualTo(15);
    assertThat(batch.lines()).isFalse();
    assertThat(batch.origin().recordId(batch.offset(1))).isEqualTo("node/start/in/1/15");
  }

  @Test
  void endOfStreamFlushesAtOnce() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send("one\ntwo");
    input().complete();
    assertThat(texts(get(batch))).containsExactly("one", "two");
    assertThat(pull().get(5, TimeUnit.SECONDS)).isEmpty();
    assertThat(observer.ended.get().end()).isEqualTo(BatchObserver.End.COMPLETED);
    assertThat(tally.read().reasons()).isEmpty();
    assertThat(tally.read().accepted()).isEqualTo(2);
  }

  @Test
  void anEndMadeByTheNodeLeavesTheTailIncomplete() throws Exception {
    start();
    observer.cutByNode = true;
    Future<Optional<Batch>> batch = pull();
    send("one\ntwo");
    input().complete();
    assertThat(texts(get(batch))).containsExactly("one", "two");
    assertThat(tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L).hasSize(1);
  }

  @Test
  void aFailedInputHandsOnWhatCameAndCompletes() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send("one\ntwo");
    IOException reset = new IOException("reset");
    input().fail(reset);
    assertThat(texts(get(batch))).containsExactly("one", "two");
    assertThat(pull().get(5, TimeUnit.SECONDS)).isEmpty();
    assertThat(observer.ended.get().end()).isEqualTo(BatchObserver.End.FAILED);
    assertThat(observer.ended.get().cause()).isSameAs(reset);
    assertThat(tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L).hasSize(1);
  }

  @Test
  void aDrainHoldsNothingBack() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send("one\n");
    stillWaiting(batch);
    observer.drain.get(5, TimeUnit.SECONDS).run();
    assertThat(texts(get(batch))).containsExactly("one");
    Future<Optional<Batch>> next = pull();
    send("two\n");
    assertThat(texts(get(next))).containsExactly("two");
  }

  @Test
  void anUnreadableHeaderEndsTheStreamWithWhatWasRead() throws Exception {
    framing = new FramingSettings(FramingKind.OCTET_COUNTED, 1000, TooLong.TRUNCATE);
    start();
    Future<Optional<Batch>> batch = pull();
    send("3 one3 twothree 5 four");
    assertThat(texts(get(batch))).containsExactly("one", "two", "three 5 four");
    assertThat(pull().get(5, TimeUnit.SECONDS)).isEmpty();
    assertThat(observer.ended.get().end()).isEqualTo(BatchObserver.End.UNREADABLE);
    assertThat(tally.read().reasons()).containsEntry(Reason.BAD_FRAME, 1L).hasSize(1);
  }

  @Test
  void anIdleTimeoutRunsOnlyWhileNothingComes() throws Exception {
    settings =
        new BatchSettings(32 << 10, Duration.ofMillis(100), Optional.of(Duration.ofSeconds(5)));
    start();
    Future<Optional<Batch>> batch = pull();
    time.timePasses(Duration.ofMillis(4900));
    send("one\ntw");
    time.timePasses(Duration.ofMillis(100));
    assertThat(texts(get(batch))).containsExactly("one");
    Future<Optional<Batch>> last = pull();
    time.timePasses(Duration.ofMillis(4899));
    send("o");
    time.timePasses(Duration.ofSeconds(5));
    assertThat(texts(get(last))).containsExactly("two");
    assertThat(observer.ended.get(5, TimeUnit.SECONDS).end()).isEqualTo(BatchObserver.End.IDLE);
  }

  @Test
  void framesAndReadsOnOnlyWhenTheBudgetHasRoom() throws Exception {
    start();
    Future<Optional<Batch>> first = pull();
    send(lines(40_000));
    get(first).settlement().settled();
    budget.take(1 << 20);
    Future<Optional<Batch>> askedBefore = pull();
    send(lines(40_000));
    assertThat(awaitWaiting()).isEqualTo(1);
    assertThat(budget.used()).isEqualTo(1 << 20);
    assertThat(askedBefore.isDone()).isFalse();
    budget.giveBack(1 << 20);
    get(askedBefore);
    budget.take(1 << 20);
    Future<Optional<Batch>> waits = pull();
    Future<Done> offered = offer(lines(40_000));
    assertThat(awaitWaiting()).isEqualTo(1);
    budget.giveBack(1 << 20);
    assertThat(get(waits).bytes()).isEqualTo(39_999);
    offered.get(5, TimeUnit.SECONDS);
    assertThat(budget.used()).isEqualTo(2 * budget.weight(40_000, 400));
  }

  @Test
  void recordsGatheredWhenTheBudgetFillsLeaveBeforeTheReadBehindThem() throws Exception {
    start();
    Future<Optional<Batch>> gathered = pull();
    send("one\ntwo\nthr");
    budget.take(1 << 20);
    send("ee\nfour\n");
    assertThat(texts(get(gathered))).containsExactly("one", "two");
    Future<Optional<Batch>> rest = pull();
    assertThat(awaitWaiting()).isEqualTo(1);
    input().complete();
    budget.giveBack(1 << 20);
    assertThat(texts(get(rest))).containsExactly("three", "four");
    assertThat(pull().get(5, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void anUnreadableHeaderInAReadThatWaitedEndsTheStream() throws Exception {
    framing = new FramingSettings(FramingKind.OCTET_COUNTED, 1 << 10, TooLong.TRUNCATE);
    start();
    Future<Optional<Batch>> batch = pull();
    send("3 o");
    budget.take(1 << 20);
    send("nex 3");
    assertThat(awaitWaiting()).isEqualTo(1);
    budget.giveBack(1 << 20);
    assertThat(texts(get(batch))).containsExactly("one", "x 3");
    assertThat(observer.ended.get(5, TimeUnit.SECONDS).end())
        .isEqualTo(BatchObserver.End.UNREADABLE);
  }

  @Test
  void aRateLimitHoldsTheNextReadBackUntilADrain() throws Exception {
    rateLimit = new RateLimit(1);
    start();
    Future<Optional<Batch>> first = pull();
    send(lines(40_000));
    assertThat(get(first).count()).isEqualTo(400);
    // The read that was asked for before the batch left is still taken.
    Future<Optional<Batch>> second = pull();
    offer(lines(40_000)).get(5, TimeUnit.SECONDS);
    time.timePasses(Duration.ofMinutes(6));
    assertThat(second.isDone()).isFalse();
    observer.drain.get(5, TimeUnit.SECONDS).run();
    assertThat(get(second).count()).isEqualTo(400);
  }

  @Test
  void givesTheBudgetBackWhenSettled() throws Exception {
    start();
    Future<Optional<Batch>> batch = pull();
    send(lines(40_000) + "tail");
    Batch held = get(batch);
    assertThat(budget.used()).isEqualTo(budget.weight(40_000, 400));
    held.settlement().settled();
    assertThat(budget.used()).isZero();
    input().complete();
    get(pull()).settlement().settled();
    assertThat(budget.used()).isZero();
  }

  @Test
  void recordsThatNobodyWantsAreCountedAsTheNodesFault() throws Exception {
    start();
    send("one\ntwo\nthr");
    output().cancel();
    RecordingObserver.Ended ended = observer.ended.get(5, TimeUnit.SECONDS);
    assertThat(ended.end()).isEqualTo(BatchObserver.End.CANCELLED);
    assertThat(ended.records()).isEqualTo(2);
    assertThat(ended.pendingBytes()).isEqualTo(3);
    assertThat(tally.read().reasons()).containsEntry(Reason.NODE_ERROR, 3L);
    assertThat(budget.used()).isZero();
  }

  private void start() {
    Origin origin = new Origin("node", "in", "start/in/1", "peer", 1);
    BatchStage stage =
        new BatchStage(
            framing, settings, origin, tally, budget, rateLimit, observer, Clock.systemUTC());
    Pair<SourceQueueWithComplete<ByteString>, SinkQueueWithCancel<Batch>> ends =
        Source.<ByteString>queue(1, OverflowStrategy.backpressure())
            .via(stage)
            .toMat(Sink.<Batch>queue().withAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
            .addAttributes(ActorAttributes.dispatcher("one-thread"))
            .run(kit.system());
    input = ends.first();
    output = ends.second();
  }

  private SourceQueueWithComplete<ByteString> input() {
    return requireNonNull(input);
  }

  private SinkQueueWithCancel<Batch> output() {
    return requireNonNull(output);
  }

  private Future<Optional<Batch>> pull() {
    return output().pull().toCompletableFuture();
  }

  private Future<Done> offer(String text) {
    return input()
        .offer(ByteString.fromArray(text.getBytes(UTF_8)))
        .thenApply(result -> Done.getInstance())
        .toCompletableFuture();
  }

  private void send(String text) throws Exception {
    long before = observer.reads();
    offer(text).get(5, TimeUnit.SECONDS);
    observer.awaitReads(before + 1);
    stageAtRest();
  }

  private void stageAtRest() throws Exception {
    CompletableFuture.runAsync(
            () -> {},
            kit.system().dispatchers().lookup(DispatcherSelector.fromConfig("one-thread")))
        .get(5, TimeUnit.SECONDS);
  }

  private static Batch get(Future<Optional<Batch>> batch)
      throws InterruptedException, ExecutionException, TimeoutException {
    return batch.get(5, TimeUnit.SECONDS).orElseThrow();
  }

  /** An empty read goes through the stage behind everything that could have made a batch leave. */
  private void stillWaiting(Future<Optional<Batch>> batch) throws Exception {
    send("");
    assertThat(batch.isDone()).isFalse();
  }

  private int awaitWaiting() {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (budget.waiting() == 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return budget.waiting();
  }

  private static List<String> texts(Batch batch) {
    return IntStream.range(0, batch.count())
        .mapToObj(
            i -> new String(batch.slab(), batch.start(i), batch.end(i) - batch.start(i), UTF_8))
        .toList();
  }

  /** Lines of 99 characters and a line feed, {@code bytes} in all. */
  private static String lines(int bytes) {
    String line = "x".repeat(99) + "\n";
    return line.repeat(bytes / 100) + (bytes % 100 == 0 ? "" : "y".repeat(bytes % 100 - 1) + "\n");
  }
}
