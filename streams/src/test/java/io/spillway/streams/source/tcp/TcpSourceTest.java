package io.spillway.streams.source.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.source.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Connections over real sockets. */
@SuppressWarnings("try") // clients close early on purpose
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TcpSourceTest {

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void keepsConnectionOpenWhenPeerPauses() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE);
        Socket client = source.client()) {
      send(client, "one\n");
      assertThat(source.nextBatch().count()).isEqualTo(1);
      long paused = System.nanoTime();
      client.setSoTimeout((int) RunningTcpSource.INTERVAL.toMillis() * 10);
      assertThat(answer(client)).isEqualTo("nothing");
      assertThat(System.nanoTime() - paused).isGreaterThan(RunningTcpSource.INTERVAL.toNanos() * 9);
      send(client, "two\n");
      assertThat(source.nextBatch().offset(0)).isEqualTo(4);
      TcpConnection connection = source.nextConnection();
      client.shutdownOutput();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      assertThat(closed.during()).isEqualTo("idle");
      assertThat(source.records(connection)).containsExactly("one", "two");
      assertThat(source.accepted).isEmpty();
    }
  }

  @Test
  void halfClosedPeerIsReadToItsEnd() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE);
        Socket client = source.client()) {
      send(client, "one\ntwo");
      client.shutdownOutput();
      TcpConnection connection = source.nextConnection();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      assertThat(closed.during()).isEqualTo("read");
      source.nextBatch();
      assertThat(source.records(connection)).containsExactly("one", "two");
      assertThat(source.tally.read().reasons()).isEmpty();
      assertThat(answer(client)).isEqualTo("end");
    }
  }

  @Test
  void resetInTheMiddleOfARecordKeepsWhatCame() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE)) {
      Socket client = source.client();
      send(client, "one\ntw");
      assertThat(source.nextBatch().count()).isEqualTo(1);
      client.setSoLinger(true, 0);
      client.close();
      TcpConnection connection = source.nextConnection();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.PEER_RESET);
      assertThat(closed.during()).isEqualTo("read");
      source.nextBatch();
      assertThat(source.records(connection)).containsExactly("one", "tw");
      assertThat(source.tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L);
    }
  }

  @Test
  void tlsOnAPlainPortIsClosedWithoutARecord() throws Exception {
    for (FramingKind kind : FramingKind.values()) {
      try (RunningTcpSource source = source(kind);
          Socket client = source.client();
          SSLSocket tls =
              (SSLSocket)
                  ((SSLSocketFactory) SSLSocketFactory.getDefault())
                      .createSocket(client, "localhost", client.getPort(), true)) {
        assertThatThrownBy(tls::startHandshake).isInstanceOf(IOException.class);
        TcpConnection connection = source.nextConnection();
        Closed closed = RunningTcpSource.closed(connection);
        assertThat(closed.reason()).as("%s", kind).isEqualTo(CloseReason.TLS_ON_PLAIN_PORT);
        assertThat(source.records(connection)).isEmpty();
        assertThat(source.tally.read().accepted()).isZero();
      }
    }
  }

  @Test
  void whatOnlyLooksLikeTlsIsARecord() throws Exception {
    String hello = "\u0016\u0003\u0001\u0001\u0000\u0001";
    String[] texts = {"\u0016\u0003\u0001\u0000\u0001\u0001\n", hello.substring(1) + "\n"};
    for (String text : texts) {
      try (RunningTcpSource source = source(FramingKind.NEWLINE);
          Socket client = source.client()) {
        send(client, text);
        assertThat(source.nextBatch().count()).isEqualTo(1);
        send(client, hello + "\n"); // framing has begun
        assertThat(source.nextBatch().count()).isEqualTo(1);
        client.shutdownOutput();
        Closed closed = RunningTcpSource.closed(source.nextConnection());
        assertThat(closed.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      }
    }
  }

  @Test
  void aStalledFrameHarmsNobodyElse() throws Exception {
    try (RunningTcpSource source = source(FramingKind.OCTET_COUNTED);
        Socket stalled = source.client();
        Socket other = source.client()) {
      send(stalled, "9999999 <13>begin");
      send(other, "5 hello5 world");
      assertThat(source.nextBatch().count()).isEqualTo(2);
      TcpConnection first = source.nextConnection();
      source.nextConnection().drain();
      first.drain();
      assertThat(RunningTcpSource.closed(first).reason()).isEqualTo(CloseReason.DRAINED);
      source.nextBatch();
      assertThat(source.records(first)).containsExactly("<13>begin");
      assertThat(source.tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L);
    }
  }

  @Test
  void anUnreadableHeaderClosesTheConnection() throws Exception {
    try (RunningTcpSource source = source(FramingKind.OCTET_COUNTED);
        Socket client = source.client()) {
      send(client, "3 onehello\n");
      TcpConnection connection = source.nextConnection();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.RECORD_TOO_LONG);
      source.nextBatch();
      assertThat(source.records(connection)).containsExactly("one", "hello\n");
      assertThat(answer(client)).isIn("end", "reset");
    }
  }

  @Test
  void autoFramingIsDecidedPerConnection() throws Exception {
    try (RunningTcpSource source = source(FramingKind.AUTO);
        Socket octets = source.client();
        Socket lines = source.client()) {
      send(octets, "5 <1>ab6 <1>abc");
      TcpConnection first = source.nextConnection();
      source.nextBatch();
      send(lines, "10 lines\n");
      TcpConnection second = source.nextConnection();
      source.nextBatch();
      List<List<String>> all = List.of(source.records(first), source.records(second));
      assertThat(all).containsExactlyInAnyOrder(List.of("<1>ab", "<1>abc"), List.of("10 lines"));
      octets.close();
      lines.close();
      RunningTcpSource.closed(first);
      RunningTcpSource.closed(second);
    }
  }

  @Test
  void drainLetsAPeerThatListensEndInPeace() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE);
        Socket client = source.client()) {
      send(client, "one\n");
      source.nextBatch();
      TcpConnection connection = source.nextConnection();
      connection.drain();
      assertThat(answer(client)).isEqualTo("end");
      send(client, "two\n");
      client.close();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.DRAINED);
      assertThat(closed.during()).isEqualTo("drain");
      assertThat(closed.unreadBytes()).isZero();
      source.nextBatch();
      assertThat(source.records(connection)).containsExactly("one", "two");
      assertThat(source.tally.read().reasons()).isEmpty();
    }
  }

  @Test
  void drainAtFullSpeedReadsAllThatTheKernelTook() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE, false);
        Socket client = source.client()) {
      CompletableFuture<Long> written = CompletableFuture.supplyAsync(() -> blast(client));
      TcpConnection connection = source.nextConnection();
      while (connection.bytes() < 50_000_000) {
        source.nextBatch();
      }
      connection.drain();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.DRAINED);
      assertThat(closed.unreadBytes()).isZero();
      long read = closed.bytes();
      assertThat(written.get()).isGreaterThanOrEqualTo(read);
      assertThat(source.tally.read().accepted()).isEqualTo(closed.records());
    }
  }

  @Test
  void handsOnWhatWasFramedWhenItsOwnerFails() throws Exception {
    try (RunningTcpSource source = source(FramingKind.NEWLINE);
        Socket client = source.client()) {
      send(client, "one\ntw");
      source.nextBatch();
      TcpConnection connection = source.nextConnection();
      connection.fail();
      assertThat(RunningTcpSource.closed(connection).reason()).isEqualTo(CloseReason.NODE_ERROR);
      source.nextBatch();
      assertThat(source.records(connection)).containsExactly("one", "tw");
      assertThat(source.tally.read().reasons()).containsEntry(Reason.INCOMPLETE, 1L);
      assertThat(answer(client)).isEqualTo("end");
    }
  }

  @Test
  void twoHundredConnectionsAtOnce() throws Exception {
    int connections = 200;
    try (RunningTcpSource source = source(FramingKind.NEWLINE)) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(source.client());
      }
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < connections; i++) {
          send(clients.get(i), "client " + i + " round " + round + "\n");
        }
      }
      for (Socket client : clients) {
        client.close();
      }
      for (int i = 0; i < connections; i++) {
        TcpConnection connection = source.nextConnection();
        assertThat(RunningTcpSource.closed(connection).records()).isEqualTo(5);
      }
      assertThat(source.tally.read().accepted()).isEqualTo(5L * connections);
    }
  }

  @Test
  void acceptsNoMoreThanItsLimitAtOnce() throws Exception {
    TcpSourceSettings settings = RunningTcpSource.settings(FramingKind.NEWLINE, 1);
    try (RunningTcpSource source = new RunningTcpSource(kit, settings, true);
        Socket first = source.client();
        Socket second = source.client()) {
      send(second, "second\n");
      send(first, "first\n");
      source.nextBatch();
      TcpConnection one = source.nextConnection();
      assertThat(source.records(one)).containsExactly("first");
      assertThat(source.accepted).isEmpty();
      first.close();
      RunningTcpSource.closed(one);
      source.nextBatch();
      TcpConnection two = source.nextConnection();
      assertThat(source.records(two)).containsExactly("second");
      second.close();
      RunningTcpSource.closed(two);
    }
  }

  @Test
  void peersOfOtherNetworksAreSentAwayAndCounted() throws Exception {
    TcpSourceSettings all = RunningTcpSource.settings(FramingKind.NEWLINE, 10);
    TcpSourceSettings few =
        new TcpSourceSettings(
            all.host(),
            all.port(),
            1,
            all.framing(),
            all.batches(),
            all.maxConnections(),
            all.linger(),
            all.rateLimit(),
            Networks.of("192.0.2.0/24"),
            all.tls());
    try (RunningTcpSource source = new RunningTcpSource(kit, few, true);
        Socket client = source.client()) {
      client.setSoTimeout(10_000);
      assertThat(answer(client)).isIn("end", "reset");
      assertThat(source.accepted).isEmpty();
      assertThat(source.tally.read().reasons()).containsEntry(Reason.NOT_ALLOWED, 1L);
      assertThat(source.tally.read().connections()).isZero();
    }
  }

  @Test
  void socketsOfOnePortShareItsConnections() throws Exception {
    int peers = 64;
    try (RunningTcpSource source = new RunningTcpSource(kit, sharing(4), true)) {
      Set<String> sent = new TreeSet<>();
      Set<String> came = new TreeSet<>();
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < peers; i++) {
        Socket client = source.client();
        clients.add(client);
        client.getOutputStream().write(("line " + i + "\n").getBytes(ISO_8859_1));
        sent.add("line " + i);
      }
      for (Socket client : clients) {
        client.close();
      }
      List<TcpConnection> connections = new ArrayList<>();
      for (int i = 0; i < peers; i++) {
        TcpConnection connection = source.nextConnection();
        RunningTcpSource.closed(connection);
        connections.add(connection);
        source.nextBatch();
      }
      connections.forEach(connection -> came.addAll(source.records(connection)));
      assertThat(came).isEqualTo(sent);
      assertThat(source.tally.read().accepted()).isEqualTo(peers);
      assertThat(source.spread()).hasSize(4).allMatch(n -> n > 0);
      assertThat(source.spread().stream().mapToLong(n -> n).sum()).isEqualTo(peers);
    }
  }

  @Test
  void sharesNoPortThatAnotherHasForItself() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TcpSourceSettings taken = sharing(2, other.getLocalPort());
      assertThatThrownBy(() -> new RunningTcpSource(kit, taken, true))
          .hasMessageContaining("127.0.0.1");
    }
  }

  private static TcpSourceSettings sharing(int instances) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return sharing(instances, free.getLocalPort());
    }
  }

  private static TcpSourceSettings sharing(int instances, int port) {
    TcpSourceSettings all = RunningTcpSource.settings(FramingKind.NEWLINE, 100);
    return new TcpSourceSettings(
        all.host(),
        port,
        instances,
        all.framing(),
        all.batches(),
        all.maxConnections(),
        all.linger(),
        all.rateLimit(),
        all.allow(),
        all.tls());
  }

  private RunningTcpSource source(FramingKind kind) throws Exception {
    return source(kind, true);
  }

  private RunningTcpSource source(FramingKind kind, boolean keepTexts) throws Exception {
    return new RunningTcpSource(kit, RunningTcpSource.settings(kind, 1000), keepTexts);
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** What a peer sees: it must never be a byte. */
  private static String answer(Socket client) throws IOException {
    try {
      InputStream in = client.getInputStream();
      return in.read() < 0 ? "end" : "a byte";
    } catch (java.net.SocketTimeoutException e) {
      return "nothing";
    } catch (java.net.SocketException e) {
      return "reset";
    }
  }

  /** Writes lines until the peer breaks it off; returns how many bytes the own kernel took. */
  private static long blast(Socket client) {
    byte[] lines = ("x".repeat(199) + "\n").repeat(500).getBytes(ISO_8859_1);
    long written = 0;
    try {
      while (true) {
        client.getOutputStream().write(lines);
        written += lines.length;
      }
    } catch (IOException e) {
      return written + lines.length;
    }
  }
}
