package io.spillway.streams.source.udp;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a UDP source: reads datagrams until a batch is due. What nobody reads stays in the
 * kernel's buffer, and what finds no room there the kernel drops; {@link DropCount} knows. One
 * thread reads; any may drain.
 */
final class UdpSocket implements BatchInput {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.udp");
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final long LOOK_MILLIS = 1000;

  /**
   * At high rates datagrams gather for so long: to be woken for each few would cost as much again
   * as to read them. Only where the buffer holds that easily.
   */
  private static final long GATHER_NANOS = 1_000_000;

  private static final int GATHERING_BUFFER = 1 << 20;
  private static final int MANY = 16;

  private final UdpSourceSettings settings;
  private final SourceTally tally;
  private final DropCount drops;
  private final Clock clock;
  private final Datagrams datagrams;
  private final DatagramChannel channel;
  private final Selector selector;
  private final ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private volatile boolean draining;
  private volatile long drainedNanos;
  private long refused;

  /** Datagrams since it waited for the last time. */
  private int sinceWait;

  UdpSocket(
      UdpSourceSettings settings,
      SourceTally tally,
      DropCount drops,
      Datagrams datagrams,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.tally = tally;
    this.drops = drops;
    this.clock = clock;
    this.datagrams = datagrams;
    this.channel = open(settings);
    try {
      this.selector = Selector.open();
      channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static DatagramChannel open(UdpSourceSettings settings) throws IOException {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new IOException("no such host");
    }
    DatagramChannel channel =
        address.getAddress() instanceof java.net.Inet4Address
            ? DatagramChannel.open(StandardProtocolFamily.INET)
            : DatagramChannel.open();
    try {
      if (settings.instances() > 1) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
      channel.bind(address);
      int got = channel.getOption(StandardSocketOptions.SO_RCVBUF);
      if (got < settings.receiveBuffer()) {
        LOG.warn(
            "udp {}:{} receive-buffer={} asked={}: the system's limit, net.core.rmem_max, is lower",
            settings.host(),
            settings.port(),
            got,
            settings.receiveBuffer());
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void drain() {
    drainedNanos = System.nanoTime();
    draining = true;
    selector.wakeup();
  }

  @Override
  public @Nullable Batch next() throws IOException {
    long dueNanos = 0;
    BatchTrigger trigger = BatchTrigger.SIZE;
    while (!datagrams.holdsBatch(settings.batchBytes())) {
      boolean first = datagrams.count() == 0;
      if (receive()) {
        if (first && datagrams.count() > 0) {
          dueNanos = System.nanoTime() + settings.batchInterval().toNanos();
        }
        if (draining && lingered()) {
          trigger = BatchTrigger.END;
          break;
        }
      } else if (draining) {
        trigger = BatchTrigger.END;
        break;
      } else if (datagrams.count() == 0) {
        await(LOOK_MILLIS);
      } else {
        long left = dueNanos - System.nanoTime();
        if (left <= 0) {
          trigger = BatchTrigger.TIME;
          break;
        }
        gather(left);
      }
    }
    noteRefused();
    drops.lookIfDue(System.nanoTime());
    if (datagrams.count() == 0) {
      return null;
    }
    tally.batchLeft(trigger);
    return datagrams.take();
  }

  /** Takes what lies in the kernel; false if nothing does. */
  private boolean receive() throws IOException {
    datagram.clear();
    SocketAddress from = channel.receive(datagram);
    if (from == null) {
      return false;
    }
    sinceWait++;
    InetSocketAddress peer = (InetSocketAddress) from;
    if (!settings.allow().allow(peer.getAddress())) {
      refused++;
      return true;
    }
    datagram.flip();
    datagrams.add(datagram, peer, datagrams.count() == 0 ? clock.millis() : 0);
    return true;
  }

  private void gather(long nanos) throws IOException {
    if (sinceWait >= MANY && settings.receiveBuffer() >= GATHERING_BUFFER) {
      sinceWait = 0;
      LockSupport.parkNanos(Math.min(nanos, GATHER_NANOS));
    } else {
      await(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
  }

  private void await(long millis) throws IOException {
    noteRefused();
    drops.lookIfDue(System.nanoTime());
    sinceWait = 0;
    selector.select(Math.max(1, millis));
    selector.selectedKeys().clear();
  }

  private void noteRefused() {
    if (refused > 0) {
      tally.note(Reason.NOT_ALLOWED, refused);
      refused = 0;
    }
  }

  private boolean lingered() {
    return System.nanoTime() - drainedNanos >= settings.linger().toNanos();
  }

  @Override
  public void close() throws IOException {
    drops.look();
    selector.close();
    channel.close();
  }
}
