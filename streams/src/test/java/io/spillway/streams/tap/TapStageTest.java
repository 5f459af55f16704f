package io.spillway.streams.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.flow.TestBatches;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TapStageTest {
  private static ActorTestKit kit;

  private final Taps taps = new Taps(1);
  private final TapPoint point = taps.point(Taps.Part.SINK, "out");

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @SuppressWarnings("NullAway.Init") // each test runs one
  private Tap tap;

  private SinkQueueWithCancel<ByteString> run(long limit, Duration longest) {
    tap = ((Taps.Open) taps.open(Taps.Part.SINK, "out")).tap();
    TapQuery query = new TapQuery(names -> TapQuery.RecordTest.ALL, limit, 1000, true);
    return Source.fromGraph(new TapStage(tap, query, longest)).runWith(Sink.queue(), kit.system());
  }

  private static Optional<String> next(CompletionStage<Optional<ByteString>> pulled)
      throws Exception {
    return pulled.toCompletableFuture().get(10, TimeUnit.SECONDS).map(ByteString::utf8String);
  }

  /** All that comes until something has this in it, or until the end. */
  private static String until(SinkQueueWithCancel<ByteString> lines, String word) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      Optional<String> more = next(lines.pull());
      more.ifPresent(all::append);
      if (more.isEmpty() || all.indexOf(word) >= 0) {
        return all.toString();
      }
    }
    throw new AssertionError("never: " + word + " but " + all);
  }

  @Test
  void tellsThatItIsOpenAndShowsRecordsAtOnce() throws Exception {
    SinkQueueWithCancel<ByteString> lines = run(100, Duration.ofMinutes(1));
    assertThat(next(lines.pull())).hasValueSatisfying(l -> assertThat(l).contains("\"open\""));
    point.offer(TestBatches.share("first"));
    assertThat(until(lines, "first")).contains("\"raw\":\"first\"");
    point.offer(TestBatches.share("second"));
    assertThat(until(lines, "second")).contains("\"raw\":\"second\"");
    lines.cancel();
  }

  @Test
  void endsAtItsLimitAndSaysSo() throws Exception {
    SinkQueueWithCancel<ByteString> lines = run(1, Duration.ofMinutes(1));
    until(lines, "open");
    point.offer(TestBatches.share("a", "b"));
    assertThat(until(lines, "limit"))
        .contains("\"raw\":\"a\"")
        .endsWith("{\"tap\":\"limit\",\"shown\":1,\"filtered\":0,\"skipped\":1}\n");
    assertThat(next(lines.pull())).isEmpty();
    assertThat(taps.count()).isZero();
  }

  @Test
  void endsAfterItsTimeAndAtADrain() throws Exception {
    assertThat(until(run(1, Duration.ofMillis(20)), "time")).contains("\"tap\":\"time\"");
    SinkQueueWithCancel<ByteString> lines = run(1, Duration.ofMinutes(1));
    until(lines, "open");
    taps.drain();
    assertThat(until(lines, "drain")).contains("\"tap\":\"drain\"");
  }

  @Test
  void aReaderThatGoesEndsTheTapAndTheNextCanBeOpened() throws Exception {
    SinkQueueWithCancel<ByteString> lines = run(1, Duration.ofMinutes(1));
    until(lines, "open");
    Tap next = ((Taps.Open) openOnceThereIsRoom(lines)).tap();
    next.end(TapEnd.CLOSED);
    assertThat(taps.count()).isZero();
  }

  private Taps.Opened openOnceThereIsRoom(SinkQueueWithCancel<ByteString> reader) {
    assertThat(taps.open(Taps.Part.SINK, "out")).isInstanceOf(Taps.TooMany.class);
    reader.cancel();
    return kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(5),
            () -> {
              Taps.Opened opened = taps.open(Taps.Part.SINK, "out");
              assertThat(opened).isInstanceOf(Taps.Open.class);
              return opened;
            });
  }

  @Test
  void aReaderThatTakesNothingHoldsNoBatch() throws Exception {
    SinkQueueWithCancel<ByteString> lines = run(1_000_000, Duration.ofMinutes(1));
    until(lines, "open");
    for (int i = 0; i < 200; i++) {
      point.offer(TestBatches.big(100_000));
    }
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(5),
            () -> {
              assertThat(tap.heldBytes()).isZero();
              return true;
            });
    assertThat(tap.skipped()).isPositive();
    taps.drain();
    assertThat(until(lines, "drain")).contains("\"tap\":\"drain\"");
  }
}
