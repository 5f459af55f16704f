package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.sink.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lane as a running stream, under a clock that the test moves. */
class LaneStreamTest {
  private static ActorTestKit kit;
  private static ManualTime time;

  private final ScriptedSink sink = new ScriptedSink();
  private final MemoryRescue rescue = new MemoryRescue();
  private final SinkTally tally = new SinkTally("web", "out");
  private final BlockingQueue<LaneState> states = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ManualTime.config());
    time = ManualTime.get(kit.system());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private Lane lane(int workers) {
    return new Lane(
        new LaneSettings(
            1 << 20,
            WhenFull.BACKPRESSURE,
            workers,
            256 << 10,
            OnFailure.RETRY,
            3,
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            LaneSettings.Replay.MANUAL),
        new Lane.LaneParts(
            tally,
            sink,
            RawEncoder::new,
            rescue,
            MemoryRescue::encoder,
            kit.system()
                .dispatchers()
                .lookup(org.apache.pekko.actor.typed.DispatcherSelector.blocking()),
            Delay.by(Adapter.toClassic(kit.system()).scheduler(), kit.system().executionContext()),
            new Random(1),
            new LaneListener() {
              @Override
              public void changed(LaneState from, LaneState to) {
                states.add(to);
              }

              @Override
              public void stopNode(Reason reason) {}
            }));
  }

  private static <T> T soon(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void deliversAll500SharesAfterComplete() throws Exception {
    Lane lane = lane(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("line " + i);
      lane.offer(TestBatches.share("line " + i));
    }
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.drain();
    soon(ended);
    soon(lane.whenStopped());
    assertThat(sink.delivered()).isEqualTo(lines);
    assertThat(tally.read().delivered()).isEqualTo(500);
  }

  @Test
  void endsWhenDrainedIdle() throws Exception {
    Lane lane = lane(1);
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.drain();
    soon(ended);
    soon(lane.whenStopped());
  }

  @Test
  void retriesWhenItsTimeHasCome() throws Exception {
    sink.failOn(1);
    Lane lane = lane(1);
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.offer(TestBatches.share("a"));
    assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(LaneState.RETRYING);
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            () -> {
              time.timePasses(Duration.ofMillis(201));
              assertThat(sink.delivered()).containsExactly("a");
              return null;
            });
    lane.drain();
    soon(ended);
  }

  @Test
  void endsAtOnceAtTheDeadlineThoughTheSinkHangs() throws Exception {
    sink.hang(1);
    Lane lane = lane(1);
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.offer(TestBatches.share("a", "b", "c"));
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            () -> {
              assertThat(tally.read().delivered()).isEqualTo(1);
              return null;
            });
    lane.offer(TestBatches.share("queued"));
    lane.expire();
    lane.drain();
    time.timePasses(Expiry.LAST_WORD);
    soon(ended);
    soon(lane.whenStopped());
    SinkTally.Reading ledger = tally.read();
    assertThat(ledger.imbalance()).isZero();
    assertThat(ledger.rescued()).isEqualTo(3);
    assertThat(ledger.delivered()).isEqualTo(1);
    assertThat(rescue.rescued()).containsExactly("b", "c", "queued");
  }

  @Test
  void nextStreamGoesOnAfterACrash() throws Exception {
    sink.crash();
    Lane lane = lane(2);
    CompletionStage<Done> crashed = lane.blueprint().run(kit.system());
    lane.offer(TestBatches.share("a"));
    assertThat(crashed.toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
    lane.offer(TestBatches.share("b"));
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.drain();
    soon(ended);
    soon(lane.whenStopped());
    assertThat(sink.delivered()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void nextStreamTakesWhatADeliveryOfTheCrashedOneGivesBackLater() throws Exception {
    CompletableFuture<Answer> orphan = new CompletableFuture<>();
    sink.then((lines, progress) -> orphan).crash();
    Lane lane = lane(2);
    CompletionStage<Done> crashed = lane.blueprint().run(kit.system());
    lane.offer(TestBatches.share("a"));
    untilDone(() -> assertThat(sink.attempts()).hasSize(1));
    lane.offer(TestBatches.share("b"));
    assertThat(crashed.toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.drain();
    untilDone(() -> assertThat(sink.delivered()).containsExactly("b"));
    orphan.completeExceptionally(new IllegalStateException("scripted crash"));
    soon(ended);
    soon(lane.whenStopped());
    assertThat(sink.delivered()).containsExactly("b", "a");
    assertThat(tally.read().imbalance()).isZero();
  }

  private static void untilDone(Runnable holds) {
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            () -> {
              holds.run();
              return null;
            });
  }

  @Test
  void severalWorkersDeliverEverythingOnce() throws Exception {
    for (int i = 0; i < 40; i++) {
      sink.takeOnly(1);
    }
    Lane lane = lane(4);
    CompletionStage<Done> ended = lane.blueprint().run(kit.system());
    lane.hasten();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2_000; i += 2) {
      lines.add("line " + i);
      lines.add("line " + (i + 1));
      soon(lane.offer(TestBatches.share("line " + i, "line " + (i + 1))));
    }
    lane.drain();
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            () -> {
              time.timePasses(Duration.ofMillis(201));
              assertThat(lane.whenStopped().toCompletableFuture()).isCompleted();
              return null;
            });
    soon(ended);
    assertThat(sink.delivered()).containsExactlyInAnyOrderElementsOf(lines);
    assertThat(tally.read().imbalance()).isZero();
  }
}
