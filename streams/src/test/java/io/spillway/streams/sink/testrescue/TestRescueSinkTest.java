package io.spillway.streams.sink.testrescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.file.FileSink;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.file.RotationSettings;
import io.spillway.streams.sink.testrescue.TestRescueSettings.Failure;
import io.spillway.streams.sink.testrescue.TestRescueSettings.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRescueSinkTest extends SinkContractTest {
  private static final Duration UP = Duration.ofSeconds(2);
  private static final Duration DOWN = Duration.ofSeconds(3);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private long now;

  private Path path() {
    return folder.resolve("out.log");
  }

  private Sink sink(Duration up, Duration down, Phase start, Failure failure, OptionalLong everyN) {
    FileSinkSettings file =
        new FileSinkSettings(
            path(), FileSinkSettings.Fsync.NEVER, Duration.ofSeconds(1), RotationSettings.OFF, 8);
    return new TestRescueSink(
        new TestRescueSettings(file, up, down, start, failure, everyN),
        new FileSink(file, new byte[0], Runnable::run, bytes -> {}),
        () -> now);
  }

  private Sink down(Failure failure) {
    return sink(Duration.ZERO, DOWN, Phase.UP, failure, OptionalLong.empty());
  }

  @Override
  protected Sink open() {
    return sink(UP, Duration.ZERO, Phase.UP, Failure.REFUSE, OptionalLong.empty());
  }

  @Override
  protected List<String> received() throws Exception {
    return Files.readAllLines(path(), StandardCharsets.UTF_8);
  }

  private static Answer answer(Sink sink, Outgoing records) throws Exception {
    return sink.deliver(records, new Records.Watch(1))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private String phases(Sink sink) throws Exception {
    StringBuilder phases = new StringBuilder();
    for (int second = 0; second < 10; second++) {
      now = Duration.ofSeconds(second).toNanos();
      Answer.Verdict verdict = answer(sink, Records.of("x")).runs().get(0).verdict();
      phases.append(verdict == Answer.Verdict.DELIVERED ? 'u' : 'd');
    }
    return phases.toString();
  }

  @Test
  void worksAndFailsByTurns() throws Exception {
    assertThat(phases(sink(UP, DOWN, Phase.UP, Failure.REFUSE, OptionalLong.empty())))
        .isEqualTo("uuddduuddd");
    now = 0;
    assertThat(phases(sink(UP, DOWN, Phase.DOWN, Failure.REFUSE, OptionalLong.empty())))
        .isEqualTo("ddduuddduu");
  }

  @Test
  void failsEachNthDelivery() throws Exception {
    Sink sink = sink(UP, DOWN, Phase.DOWN, Failure.REFUSE, OptionalLong.of(3));
    assertThat(phases(sink)).isEqualTo("uuduuduudu");
  }

  @Test
  void refusesRecordsAndProbes() throws Exception {
    Sink sink = down(Failure.REFUSE);
    Answer.Run run = answer(sink, Records.of("a", "b")).runs().get(0);
    assertThat(run.count()).isEqualTo(2);
    assertThat(run.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(answer(sink, Records.of()).runs().get(0).verdict()).isEqualTo(Answer.Verdict.RETRY);
    assertThat(path()).doesNotExist();
  }

  @Test
  void hangsAndThenTimesOut() throws Exception {
    Sink sink = down(Failure.HANG);
    Records.Watch watch = new Records.Watch(1);
    Answer first = sink.deliver(Records.of("a"), watch).toCompletableFuture().get();
    assertThat(first).isEqualTo(Answer.retry(1, Reason.TIMEOUT, "test_rescue hangs"));
    assertThat(watch.abandoned()).isTrue();
  }

  @Test
  void rejectsEachTenthRecord() throws Exception {
    String[] lines = new String[25];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "line " + i;
    }
    Answer answer = answer(down(Failure.REJECT_SOME), Records.of(lines));
    assertThat(answer.runs()).extracting(Answer.Run::count).containsExactly(9, 1, 9, 1, 5);
    assertThat(answer.runs())
        .filteredOn(run -> run.verdict() == Answer.Verdict.REJECTED)
        .extracting(Answer.Run::reason)
        .containsExactly(Reason.PAYLOAD_REJECTED, Reason.PAYLOAD_REJECTED);
    assertThat(received()).hasSize(23).doesNotContain("line 9", "line 19").endsWith("line 24");
  }

  @Test
  void takesTheFirstHalf() throws Exception {
    Answer answer = answer(down(Failure.HALF), Records.of("a", "b", "c", "d", "e"));
    assertThat(answer)
        .isEqualTo(Answer.partly(2, 3, Reason.CONNECTION_RESET, "test_rescue takes half"));
    assertThat(received()).containsExactly("a", "b");
  }

  @Test
  void takesItsTimeAndThenAll() throws Exception {
    Sink sink = down(Failure.SLOW);
    Records.Watch watch = new Records.Watch(10);
    assertThat(sink.deliver(Records.of("a", "b"), watch).toCompletableFuture().get())
        .isEqualTo(Answer.delivered(2));
    assertThat(answer(sink, Records.of("c", "d")).runs().get(0).reason())
        .isEqualTo(Reason.DRAIN_DEADLINE);
    assertThat(received()).containsExactly("a", "b");
  }

  private TestRescueSettings read(Problems problems, Map<String, String> environment) {
    Section section =
        Section.root(
            ConfigFactory.parseString(
                    "fsync = never, fsync-interval = 1s, up = 2s, down = 2s, start = up,"
                        + " failure = reject_some, every-n = off")
                .root(),
            new Place("test.conf", 1),
            problems);
    return TestRescueSettings.read(section, path(), environment::get);
  }

  @Test
  void environmentStandsForTheSettings() {
    Problems problems = new Problems();
    TestRescueSettings settings =
        read(
            problems,
            Map.of(
                "TEST_RESCUE_UP_MS", "0",
                "TEST_RESCUE_DOWN_MS", "150",
                "TEST_RESCUE_START", "down"));
    assertThat(problems.sorted()).isEmpty();
    assertThat(settings.up()).isZero();
    assertThat(settings.down()).isEqualTo(Duration.ofMillis(150));
    assertThat(settings.start()).isEqualTo(Phase.DOWN);
    assertThat(settings.failure()).isEqualTo(Failure.REJECT_SOME);
  }

  @Test
  void wrongEnvironmentIsAProblem() {
    Problems problems = new Problems();
    read(problems, Map.of("TEST_RESCUE_UP_MS", "-5", "TEST_RESCUE_START", "sideways"));
    assertThat(problems.sorted().toString())
        .contains("TEST_RESCUE_UP_MS=-5", "TEST_RESCUE_START=sideways must be up or down");
  }
}
