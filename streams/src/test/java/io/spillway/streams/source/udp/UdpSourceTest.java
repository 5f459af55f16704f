package io.spillway.streams.source.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Networks;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A UDP socket, read without a stream. */
class UdpSourceTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SourceTally tally = new SourceTally("u");
  private final MemoryBudget budget = new MemoryBudget(64 << 20);

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static UdpSourceSettings settings(int port, int batchBytes, Networks allow) {
    return new UdpSourceSettings(
        "127.0.0.1", port, 64 << 10, 1, batchBytes, LONG, Duration.ofSeconds(1), allow);
  }

  private UdpSocket socket(UdpSourceSettings settings) throws IOException {
    Origin origin = new Origin("n", "u", "5-a/u/1", "", 1);
    return new UdpSocket(
        () -> settings,
        tally,
        new DropCount(settings.port(), tally),
        new Datagrams(origin, tally, budget),
        Clock.systemUTC());
  }

  private static void send(DatagramSocket from, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void aBatchLeavesWhenItIsFullAndADrainHandsOnTheRest() throws Exception {
    int port = freePort();
    try (UdpSocket socket = socket(settings(port, 1000, Networks.EVERYBODY));
        DatagramSocket sender = new DatagramSocket()) {
      for (int i = 0; i < 15; i++) {
        send(sender, port, "x".repeat(99));
      }
      Batch full = next(socket);
      assertThat(full.count()).isEqualTo(10);
      assertThat(full.origin().peer()).isEqualTo("127.0.0.1:" + sender.getLocalPort());
      CompletableFuture<Batch> rest = CompletableFuture.supplyAsync(() -> next(socket));
      socket.drain();
      assertThat(rest.get(10, TimeUnit.SECONDS).count()).isEqualTo(5);
      assertThat(socket.next()).isNull();
      assertThat(tally.read().accepted()).isEqualTo(15);
    }
  }

  private static Batch next(UdpSocket socket) {
    try {
      Batch batch = socket.next();
      if (batch == null) {
        throw new AssertionError("no batch");
      }
      return batch;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheKernelDropsIsCounted() throws Exception {
    int port = freePort();
    int sent = 2000;
    try (DatagramSocket sender = new DatagramSocket()) {
      long read = 0;
      try (UdpSocket socket = socket(settings(port, 16 << 20, Networks.EVERYBODY))) {
        for (int i = 0; i < sent; i++) {
          send(sender, port, "x".repeat(250));
        }
        socket.drain();
        read = next(socket).count();
      }
      assertThat(read).isLessThan(sent);
      assertThat(tally.read().reasons()).containsEntry(Reason.KERNEL_DROPPED, sent - read);
      assertThat(tally.read().accepted()).isEqualTo(read);
    }
  }

  @Test
  void datagramsOfOtherNetworksAreDroppedAndCounted() throws Exception {
    int port = freePort();
    try (UdpSocket socket = socket(settings(port, 1000, Networks.of("192.0.2.0/24")));
        DatagramSocket sender = new DatagramSocket()) {
      send(sender, port, "a");
      send(sender, port, "b");
      socket.drain();
      assertThat(socket.next()).isNull();
      assertThat(tally.read().reasons()).containsEntry(Reason.NOT_ALLOWED, 2L);
      assertThat(tally.read().accepted()).isZero();
    }
  }

  @Test
  void aTakenPortSaysSo() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> socket(settings(taken.getLocalPort(), 1000, Networks.EVERYBODY)).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void readsDropsOfAPortFromTheKernelsTable() {
    List<String> table =
        List.of(
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
                + " timeout inode ref pointer drops             ",
            "  427: 0100007F:1402 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 23437 2 0000000000000000 112        ",
            "  428: 0100007F:1402 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 23438 2 0000000000000000 8 ",
            "  429: 0100007F:1403 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 23439 2 0000000000000000 5000 ");
    assertThat(KernelDrops.sum(table, 5122)).isEqualTo(120);
    assertThat(KernelDrops.sum(List.of(), 5122)).isZero();
  }
}
