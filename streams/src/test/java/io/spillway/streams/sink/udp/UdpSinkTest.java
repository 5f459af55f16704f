package io.spillway.streams.sink.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Answer.Run;
import io.spillway.streams.sink.Answer.Verdict;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.net.Senders;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpSinkTest extends SinkContractTest {
  private final DatagramSocket socket;

  UdpSinkTest() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(300);
  }

  @Override
  protected void closeDestination() {
    socket.close();
  }

  @Override
  protected Sink open() {
    return UdpSink.open(
        new UdpSinkSettings("127.0.0.1", socket.getLocalPort(), 100),
        new Senders("out", Runnable::run, resent -> {}));
  }

  @Override
  protected List<String> received() throws IOException {
    List<String> all = new ArrayList<>();
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
        socket.receive(packet);
        all.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      }
    } catch (SocketTimeoutException nothingMore) {
      return all;
    }
  }

  @Test
  void rejectsWhatNoDatagramHoldsAndSendsTheOthers() throws Exception {
    Answer answer = deliver(Records.of("a", "b", "x".repeat(101), "y".repeat(100), "z"));
    assertThat(answer.runs())
        .containsExactly(
            new Run(2, Verdict.DELIVERED, Reason.UNKNOWN, ""),
            new Run(1, Verdict.REJECTED, Reason.TOO_LARGE, "a datagram holds at most 100 bytes"),
            new Run(2, Verdict.DELIVERED, Reason.UNKNOWN, ""));
    assertThat(received()).containsExactly("a", "b", "y".repeat(100), "z");
  }

  @Test
  void answersRetryWhenItLearnsThatNobodyListens() throws Exception {
    socket.close();
    Answer answer = deliver(Records.of("a"));
    for (int i = 0; i < 1000 && answer.equals(Answer.delivered(1)); i++) {
      answer = deliver(Records.of("a"));
    }
    assertThat(answer.runs().get(0).reason()).isEqualTo(Reason.CONNECT_FAILED);
    assertThat(answer.runs().get(0).count()).isEqualTo(1);
  }
}
