package io.spillway.streams.source.udp;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the code that receives compiled before the first socket is bound, by datagrams of its own
 * over loopback: interpreted, it takes fewer than come at high rates, and what does not fit the
 * kernel's buffer meanwhile is lost. Once per process, some tenths of a second; nothing of it is
 * counted or handed on.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.udp");
  private static final AtomicBoolean DONE = new AtomicBoolean();
  private static final int DATAGRAM_BYTES = 250;
  private static final int AT_ONCE = 32;
  private static final int ROUNDS = 1200;
  private static final long MOST_NANOS = 600_000_000L;
  private static final Duration INTERVAL = Duration.ofMillis(1);

  private WarmUp() {}

  /** Returns at once if it was done before; where loopback can't be used it is left out. */
  static void once(Clock clock) {
    if (DONE.compareAndSet(false, true)) {
      try {
        run(clock);
      } catch (IOException e) {
        LOG.debug("udp receives without warm-up: {}", e.getMessage());
      }
    }
  }

  /** Says how many datagrams were received. */
  static int run(Clock clock) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    UdpSourceSettings settings =
        new UdpSourceSettings(
            loopback.getHostAddress(),
            0,
            1 << 20,
            1,
            AT_ONCE * DATAGRAM_BYTES,
            INTERVAL,
            Duration.ZERO,
            Networks.EVERYBODY);
    SourceTally tally = new SourceTally("warm-up");
    MemoryBudget budget = new MemoryBudget(1 << 20);
    Datagrams datagrams = new Datagrams(new Origin("", "", "", "", 0), tally, budget);
    DropCount drops = new DropCount(0, tally);
    try (UdpSocket socket = new UdpSocket(() -> settings, tally, drops, datagrams, clock);
        DatagramChannel sender = DatagramChannel.open()) {
      SocketAddress to = new InetSocketAddress(loopback, socket.port());
      sender.connect(to);
      return exchange(sender, socket);
    }
  }

  private static int exchange(DatagramChannel sender, UdpSocket socket) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    long began = System.nanoTime();
    int received = 0;
    for (int round = 0; round < ROUNDS && System.nanoTime() - began < MOST_NANOS; round++) {
      for (int i = 0; i < AT_ONCE; i++) {
        sender.write(datagram.rewind());
      }
      if (!socket.receive()) {
        return received; // or it would wait for them for ever
      }
      Batch batch = socket.next();
      if (batch != null) {
        received += batch.count();
        batch.settlement().settled();
      }
    }
    return received;
  }
}
