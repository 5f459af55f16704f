package io.spillway.streams.source.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import io.spillway.streams.source.udp.Datagrams;
import io.spillway.streams.unix.DatagramSockets;
import io.spillway.streams.unix.SocketKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;

/** Unix sockets of both kinds, read without a stream. */
class UnixInputTest {
  private final SourceTally tally = new SourceTally("u");
  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final Path path;
  private Duration linger = Duration.ofMillis(200);

  UnixInputTest(@TempDir Path folder) {
    path = folder.resolve("in.sock");
  }

  private UnixSourceSettings settings(SocketKind kind, TooLong tooLong) {
    return new UnixSourceSettings(
        path,
        kind,
        PosixFilePermissions.fromString("rw-rw----"),
        new FramingSettings(FramingKind.NEWLINE, 100, tooLong),
        100,
        4 << 10,
        64 << 10,
        Duration.ofMillis(5),
        linger);
  }

  private BatchInput open(SocketKind kind, TooLong tooLong) throws IOException {
    Clock clock = Clock.systemUTC();
    if (kind == SocketKind.STREAM) {
      Origin origin = new Origin("n", "u", "5-a/u/", "", 0);
      return new UnixSocket(() -> settings(kind, tooLong), origin, "5-a/u/", tally, budget, clock);
    }
    Origin origin = new Origin("n", "u", "5-a/u/1", "unix:in.sock", 1);
    return new UnixDatagramSocket(
        () -> settings(kind, tooLong), new Datagrams(origin, tally, budget), tally, clock);
  }

  private AFUNIXDatagramChannel sender() throws IOException {
    AFUNIXDatagramChannel channel = DatagramSockets.open();
    channel.connect(DatagramSockets.address(path));
    return channel;
  }

  private static void send(AFUNIXDatagramChannel to, String text) throws IOException {
    assertThat(to.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)))).isEqualTo(text.length());
  }

  /** Records until so many have come, or its end. */
  private List<String> read(BatchInput input, int count) throws IOException {
    List<String> texts = new ArrayList<>();
    Batch batch;
    while (texts.size() < count && (batch = input.next()) != null) {
      for (int i = 0; i < batch.count(); i++) {
        texts.add(
            new String(batch.slab(), batch.start(i), batch.end(i) - batch.start(i), ISO_8859_1));
      }
      tally.routed(batch.count(), 0, 0, 0, 0, 0);
      batch.settlement().settled();
    }
    return texts;
  }

  @AfterEach
  void theLedgerBalances() {
    assertThat(tally.read().imbalance()).isZero();
    assertThat(tally.read().inParse()).isZero();
    assertThat(budget.used()).isZero();
  }

  @Test
  void datagramsAreRecordsWithoutTheirEnds() throws IOException {
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.TRUNCATE);
        AFUNIXDatagramChannel sender = sender()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-rw----");
      send(sender, "<13>a\n");
      send(sender, "<13>b\0");
      send(sender, "x".repeat(100));
      assertThat(read(input, 3)).containsExactly("<13>a", "<13>b", "x".repeat(100));
      assertThat(tally.read().reasons()).isEmpty();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void whatIsTooLongIsCutAndCounted() throws IOException {
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.TRUNCATE);
        AFUNIXDatagramChannel sender = sender()) {
      send(sender, "x".repeat(101));
      send(sender, "b");
      assertThat(read(input, 2)).containsExactly("x".repeat(100), "b");
      assertThat(tally.read().reasons()).containsEntry(Reason.TOO_LONG_TRUNCATED, 1L);
    }
  }

  @Test
  void whatIsTooLongMayBeDiscarded() throws IOException {
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.DISCARD);
        AFUNIXDatagramChannel sender = sender()) {
      send(sender, "x".repeat(101));
      send(sender, "b");
      assertThat(read(input, 1)).containsExactly("b");
      assertThat(tally.read().reasons()).containsEntry(Reason.TOO_LONG_DISCARDED, 1L);
      assertThat(tally.read().discarded()).isEqualTo(1);
      assertThat(tally.read().accepted()).isEqualTo(2);
    }
  }

  @Test
  void aDrainReadsWhatTheKernelHasAndSendersAreTold() throws IOException {
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.TRUNCATE);
        AFUNIXDatagramChannel sender = sender()) {
      for (int i = 0; i < 8; i++) {
        send(sender, "line " + i);
      }
      input.drain();
      assertThat(read(input, 100)).hasSize(8).contains("line 7");
      assertThat(path).doesNotExist();
      assertThatThrownBy(() -> send(sender, "late")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aSocketThatNobodyReadsIsReplacedAndOneThatIsReadIsNot() throws IOException {
    try (AFUNIXDatagramChannel killed = DatagramSockets.open()) {
      killed.bind(DatagramSockets.address(path));
    }
    assertThat(path).exists();
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.TRUNCATE)) {
      assertThat(path).exists();
      for (SocketKind kind : SocketKind.values()) {
        assertThatThrownBy(() -> open(kind, TooLong.TRUNCATE))
            .hasMessageContaining("someone listens there");
      }
      input.drain();
    }
    Files.writeString(path, "no socket");
    for (SocketKind kind : SocketKind.values()) {
      assertThatThrownBy(() -> open(kind, TooLong.TRUNCATE))
          .hasMessageContaining("there is a file that is no socket");
    }
    assertThat(path).hasContent("no socket");
  }

  @Test
  void aSocketWhoseFileIsRemovedIsMadeAnew() throws IOException {
    try (BatchInput input = open(SocketKind.DATAGRAM, TooLong.TRUNCATE);
        AFUNIXDatagramChannel before = sender()) {
      send(before, "before");
      Files.delete(path);
      send(before, "to the old one");
      List<String> got = new ArrayList<>(read(input, 2));
      Thread sending = new Thread(() -> sendAnew(path));
      sending.start();
      got.addAll(read(input, 1));
      sending.interrupt();
      input.drain();
      got.addAll(read(input, 1000));
      assertThat(got).contains("before", "to the old one", "anew");
    }
  }

  /** Sends to a datagram socket as soon as it can be found. */
  private static void sendAnew(Path to) {
    boolean sent = false;
    while (!sent && !Thread.currentThread().isInterrupted()) {
      try (AFUNIXDatagramChannel channel = DatagramSockets.open()) {
        channel.connect(DatagramSockets.address(to));
        send(channel, "anew");
        sent = true;
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anotherSocketInItsPlaceIsLeftAlone() throws IOException {
    try (BatchInput input = open(SocketKind.STREAM, TooLong.TRUNCATE)) {
      Files.delete(path);
      try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        other.bind(UnixDomainSocketAddress.of(path));
        input.drain();
        assertThat(input.next()).isNull();
        assertThat(path).exists();
      }
    }
  }

  @Test
  void aDrainReadsOneConnectionAfterAnother() throws IOException {
    int connections = 20;
    List<SocketChannel> senders = new ArrayList<>();
    ByteBuffer lines = ByteBuffer.wrap("line\n".repeat(10_000).getBytes(ISO_8859_1));
    try (BatchInput input = open(SocketKind.STREAM, TooLong.TRUNCATE)) {
      for (int i = 0; i < connections; i++) {
        SocketChannel sender = SocketChannel.open(UnixDomainSocketAddress.of(path));
        senders.add(sender);
        sender.write(lines.duplicate());
      }
      linger = Duration.ZERO;
      input.drain();
      List<String> got = read(input, 1);
      assertThat(tally.read().accepted()).isEqualTo(10_000);
      got.addAll(read(input, Integer.MAX_VALUE));
      assertThat(got).hasSize(connections * 10_000);
    } finally {
      for (SocketChannel sender : senders) {
        sender.close();
      }
    }
  }

  @Test
  void aDrainReadsAllThatItsConnectionsWereToldIsTaken() throws IOException {
    try (BatchInput input = open(SocketKind.STREAM, TooLong.TRUNCATE);
        SocketChannel sender = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      Flood flood = new Flood(sender);
      flood.start();
      long got = read(input, 2000).size();
      input.drain();
      got += read(input, Integer.MAX_VALUE).size();
      assertThat(tally.read().accepted()).isEqualTo(got);
      assertThat(flood.taken()).isEqualTo(got);
    }
  }

  /** Sends lines as fast as they are taken, until there is an error. */
  private static final class Flood extends Thread {
    private final SocketChannel to;
    private long lines;

    Flood(SocketChannel to) {
      this.to = to;
    }

    @Override
    public void run() {
      ByteBuffer line = ByteBuffer.wrap("x\n".repeat(500).getBytes(ISO_8859_1));
      try {
        while (true) {
          line.clear();
          while (line.hasRemaining()) {
            lines += to.write(line) / 2;
          }
        }
      } catch (IOException ended) {
        // as expected
      }
    }

    long taken() {
      try {
        join();
        return lines;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
