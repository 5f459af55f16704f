package io.spillway.streams.sink.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.Receiver;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.sink.net.WireFraming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSinkTest extends SinkContractTest {
  private static final long BUFFER = 256 << 10;
  private static final Duration TRIAL = Duration.ofMillis(50);
  private static final Executor THREAD = task -> new Thread(task).start();

  private final Receiver receiver;
  private final AtomicLong resent = new AtomicLong();

  TcpSinkTest() throws IOException {
    receiver = new Receiver();
  }

  @Override
  protected void closeDestination() throws IOException, InterruptedException {
    receiver.close();
  }

  private Sink onTrialFor(Duration trial) {
    return sink(WireFraming.NEWLINE, Duration.ZERO, trial);
  }

  private Sink sink(WireFraming framing, Duration writeTimeout) {
    return sink(framing, writeTimeout, TRIAL);
  }

  private Sink sink(WireFraming framing, Duration writeTimeout, Duration trial) {
    ConnectionSettings connection =
        new ConnectionSettings(framing, BUFFER, Duration.ofSeconds(2), writeTimeout, trial);
    return TcpSink.open(
        new TcpSinkSettings("127.0.0.1", receiver.port(), connection, Optional.empty()),
        new Senders("out", THREAD, resent::addAndGet));
  }

  @Override
  protected Sink open() {
    return sink(WireFraming.NEWLINE, Duration.ZERO);
  }

  @Override
  protected List<String> received() throws InterruptedException {
    receiver.awaitEnded(1);
    return receiver.lines();
  }

  private static Answer answer(Sink sink, Outgoing records) {
    return sink.deliver(records, new Records.Watch(Integer.MAX_VALUE)).toCompletableFuture().join();
  }

  /** Lines of 1,000 bytes, line end included, that begin with their number. */
  private static Outgoing lines(int from, int count) {
    return Records.of(
        IntStream.range(from, from + count)
            .mapToObj(i -> "%08d".formatted(i) + "x".repeat(991))
            .toArray(String[]::new));
  }

  private List<Integer> numbers(int connection) {
    return receiver
        .texts()
        .get(connection)
        .lines()
        .filter(line -> line.length() == 999)
        .map(line -> Integer.parseInt(line.substring(0, 8)))
        .toList();
  }

  @Test
  void countsOctets() throws InterruptedException {
    Sink sink = sink(WireFraming.OCTET_COUNTED, Duration.ZERO);
    answer(sink, Records.of("abc", "", "line\nend", "x".repeat(1234)));
    sink.close();
    receiver.awaitEnded(1);
    assertThat(receiver.texts()).containsExactly("3 abc0 8 line\nend1234 " + "x".repeat(1234));
  }

  @Test
  void answersRetryWhileNobodyListens() throws IOException, InterruptedException {
    receiver.crash();
    Sink sink = open();
    Answer answer = answer(sink, Records.of("a", "b"));
    assertThat(answer.runs()).hasSize(1);
    assertThat(answer.runs().get(0).count()).isEqualTo(2);
    assertThat(answer.runs().get(0).reason()).isEqualTo(Reason.CONNECT_FAILED);
    receiver.listen();
    assertThat(answer(sink, Records.of("a", "b"))).isEqualTo(Answer.delivered(2));
    sink.close();
    receiver.awaitEnded(1);
    assertThat(receiver.lines()).containsExactly("a", "b");
    assertThat(resent).hasValue(0);
  }

  @Test
  void sendsAgainAfterABreakWhatTheBufferHolds() throws IOException, InterruptedException {
    Sink sink = open();
    for (int i = 0; i < 1000; i += 100) {
      assertThat(answer(sink, lines(i, 100))).isEqualTo(Answer.delivered(100));
    }
    receiver.awaitBytes(1_000_000);
    receiver.crash();
    receiver.listen();
    assertThat(answer(sink, lines(1000, 100))).isEqualTo(Answer.delivered(100));
    sink.close();
    receiver.awaitEnded(2);
    int again = (int) (BUFFER + 999) / 1000;
    assertThat(numbers(1)).isEqualTo(IntStream.range(1000 - again, 1100).boxed().toList());
    assertThat(resent).hasValue(again);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deliversNothingToAReceiverThatClosesEachConnection(boolean byReset)
      throws InterruptedException {
    receiver.closeAfter(1, byReset);
    Sink sink = onTrialFor(Duration.ofSeconds(20));
    for (int i = 0; i < 10; i++) {
      Answer.Run run = answer(sink, lines(0, 100)).runs().get(0);
      assertThat(run.verdict()).isEqualTo(Answer.Verdict.RETRY);
      assertThat(run.count()).isEqualTo(100);
      assertThat(run.reason()).isEqualTo(Reason.CONNECTION_RESET);
    }
    receiver.awaitEnded(10);
    receiver.closeAfter(Long.MAX_VALUE, false);
    sink.close();
    assertThat(resent).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesNothingNewWhileAReceiverClosesBeforeTheRepeatedStood(boolean byReset)
      throws IOException, InterruptedException {
    Sink sink = onTrialFor(TRIAL);
    for (int i = 0; i < 400; i += 100) {
      assertThat(answer(sink, lines(i, 100))).isEqualTo(Answer.delivered(100));
    }
    receiver.awaitBytes(400_000);
    receiver.closeAfter(20_000, byReset);
    receiver.crash();
    receiver.listen();
    int taken = 400;
    for (int i = 0; i < 20; i++) {
      taken += delivered(answer(sink, lines(taken, 100)));
    }
    receiver.closeAfter(Long.MAX_VALUE, byReset);
    while (taken < 3000) {
      taken += delivered(answer(sink, lines(taken, 100)));
    }
    sink.close();
    List<Integer> arrived =
        IntStream.range(0, receiver.texts().size())
            .boxed()
            .flatMap(connection -> numbers(connection).stream())
            .toList();
    HashSet<Integer> missing = new HashSet<>(IntStream.range(0, taken).boxed().toList());
    arrived.forEach(missing::remove);
    assertThat(missing).isEmpty();
  }

  private static int delivered(Answer answer) {
    return answer.runs().stream()
        .filter(run -> run.verdict() == Answer.Verdict.DELIVERED)
        .mapToInt(Answer.Run::count)
        .sum();
  }

  @Test
  void losesNothingOfWhatAStalledReceiverDidNotTake() throws IOException, InterruptedException {
    Sink sink = sink(WireFraming.NEWLINE, Duration.ofMillis(300));
    for (int i = 0; i < 1000; i += 100) {
      answer(sink, lines(i, 100));
    }
    receiver.awaitBytes(1_000_000);
    receiver.stall();
    int delivered = 1000;
    Answer answer = answer(sink, lines(delivered, 100));
    while (answer.runs().get(0).verdict() == Answer.Verdict.DELIVERED
        && answer.runs().size() == 1) {
      delivered += 100;
      answer = answer(sink, lines(delivered, 100));
    }
    int partly = answer.runs().size() == 2 ? answer.runs().get(0).count() : 0;
    assertThat(answer.runs().get(answer.runs().size() - 1).reason()).isEqualTo(Reason.TIMEOUT);
    receiver.crash();
    receiver.listen();
    int from = delivered + partly;
    assertThat(answer(sink, lines(from, 10))).isEqualTo(Answer.delivered(10));
    sink.close();
    receiver.awaitEnded(2);
    HashSet<Integer> arrived = new HashSet<>(numbers(0));
    arrived.addAll(numbers(1));
    assertThat(IntStream.range(0, from + 10).filter(i -> !arrived.contains(i))).isEmpty();
    assertThat(numbers(1).get(numbers(1).size() - 1)).isEqualTo(from + 9);
    assertThat(resent).hasValue((BUFFER + 999) / 1000);
  }

  @Test
  void noticesABreakWhileNothingIsSent() throws IOException, InterruptedException {
    Sink sink = open();
    answer(sink, lines(0, 20));
    receiver.awaitBytes(20_000);
    receiver.crash();
    receiver.listen();
    receiver.awaitBytes(40_000);
    assertThat(numbers(1)).isEqualTo(numbers(0));
    sink.close();
    assertThat(resent).hasValue(20);
  }

  @Test
  void sendsAgainAtTheCloseWhatABreakMayHaveLost() throws IOException, InterruptedException {
    Sink sink = open();
    answer(sink, lines(0, 20));
    receiver.awaitBytes(20_000);
    receiver.crash();
    receiver.listen();
    sink.close();
    receiver.awaitEnded(2);
    assertThat(numbers(1)).hasSize(20);
  }

  @Test
  void saysAtTheCloseThatRecordsMayBeLost() throws IOException, InterruptedException {
    Sink sink = open();
    answer(sink, lines(0, 20));
    receiver.awaitBytes(20_000);
    receiver.crash();
    assertThatThrownBy(sink::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("may not have arrived");
    sink.close();
  }

  @Test
  void breaksOffWhenTheNodeCanWaitNoLonger() throws Exception {
    Sink sink = open();
    receiver.stall();
    Records.Watch watch = new Records.Watch(0);
    CompletableFuture<Answer> answer = CompletableFuture.completedFuture(Answer.delivered(0));
    for (int i = 0; i < 100 && answer.join().runs().size() == 1; i++) {
      answer = sink.deliver(lines(i * 100, 100), watch).toCompletableFuture();
      answer.get(10, TimeUnit.SECONDS);
      if (answer.join().runs().get(0).verdict() == Answer.Verdict.RETRY) {
        break;
      }
    }
    List<Answer.Run> runs = answer.join().runs();
    assertThat(runs.get(runs.size() - 1).reason()).isEqualTo(Reason.DRAIN_DEADLINE);
    assertThat(runs.stream().mapToInt(Answer.Run::count).sum()).isEqualTo(100);
  }

  @Test
  void carriesRecordsLargerThanItsBuffer() throws InterruptedException {
    Sink sink = open();
    char[] giant = new char[5 << 20];
    Arrays.fill(giant, 'g');
    String line = new String(giant);
    assertThat(answer(sink, Records.of(line, "after"))).isEqualTo(Answer.delivered(2));
    sink.close();
    receiver.awaitEnded(1);
    assertThat(receiver.lines()).containsExactly(line, "after");
  }
}
