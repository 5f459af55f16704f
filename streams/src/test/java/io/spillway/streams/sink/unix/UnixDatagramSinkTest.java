package io.spillway.streams.sink.unix;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.sink.net.WireFraming;
import io.spillway.streams.unix.DatagramSockets;
import io.spillway.streams.unix.SocketKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;

class UnixDatagramSinkTest extends SinkContractTest {
  private final Path path;
  private final AFUNIXDatagramChannel receiver;

  UnixDatagramSinkTest(@TempDir Path folder) throws IOException {
    path = folder.resolve("log.sock");
    receiver = DatagramSockets.open();
    receiver.bind(DatagramSockets.address(path));
  }

  @Override
  protected void closeDestination() throws IOException {
    receiver.close();
  }

  @Override
  protected Sink open() {
    return sink(path, 64 << 10);
  }

  private static Sink sink(Path to, int mostBytes) {
    ConnectionSettings connection =
        new ConnectionSettings(
            WireFraming.NEWLINE,
            256 << 10,
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofMillis(10));
    return UnixSink.open(
        new UnixSinkSettings(to, SocketKind.DATAGRAM, connection, mostBytes),
        new Senders("out", task -> {}, resent -> {}));
  }

  @Override
  protected List<String> received() throws IOException {
    List<String> all = new ArrayList<>();
    ByteBuffer datagram = ByteBuffer.allocateDirect(64 << 10);
    while (true) {
      datagram.clear();
      receiver.receive(datagram);
      if (datagram.position() == 0) {
        return all;
      }
      String text = StandardCharsets.UTF_8.decode(datagram.flip()).toString();
      all.add(text.equals("\n") ? "" : text);
    }
  }

  private static Answer deliver(Sink sink, String... texts) {
    return sink.deliver(Records.of(texts), new Records.Watch(1000)).toCompletableFuture().join();
  }

  @Test
  void whatIsTooLongIsRejectedAndTheOthersGoOn() throws IOException {
    Answer answer = deliver(sink(path, 64), "a", "x".repeat(65), "b");
    assertThat(answer.runs().get(1).verdict()).isEqualTo(Answer.Verdict.REJECTED);
    assertThat(answer.runs().get(1).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(received()).containsExactly("a", "b");
  }

  @Test
  void aReceiverThatReadsNothingIsWaitedForAndThenTriedAgain() throws IOException {
    Sink sink = open();
    String[] many = new String[500];
    java.util.Arrays.setAll(many, i -> "line " + i);
    Answer answer = deliver(sink, many);
    int sent = received().size();
    assertThat(sent).isBetween(1, 499);
    assertThat(answer.runs().get(0).count()).isEqualTo(sent);
    assertThat(answer.runs().get(1).verdict()).isEqualTo(Answer.Verdict.RETRY);
    assertThat(answer.runs().get(1).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(deliver(sink, "again").runs().get(0).verdict()).isEqualTo(Answer.Verdict.DELIVERED);
  }

  @Test
  void answersRetryWhileThereIsNoSocket() {
    Answer answer = deliver(sink(path.resolveSibling("none.sock"), 64), "a");
    assertThat(answer.runs().get(0).verdict()).isEqualTo(Answer.Verdict.RETRY);
    assertThat(answer.runs().get(0).reason()).isEqualTo(Reason.CONNECT_FAILED);
  }
}
