package io.spillway.streams.source.udp;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
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
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a UDP source. What nobody reads stays in the kernel's buffer, and what finds no
 * room there the kernel drops; {@link DropCount} knows. One thread reads; any may drain.
 */
final class UdpSocket extends DatagramInput {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.udp");
  private static final int LARGEST_DATAGRAM = 65_535;

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
    super(datagrams, tally, settings.batchBytes(), settings.batchInterval(), settings.linger());
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

  /** Where it listens. */
  int port() {
    return channel.socket().getLocalPort();
  }

  @Override
  protected void wakeUp() {
    selector.wakeup();
  }

  /** Senders of UDP are told nothing. */
  @Override
  protected boolean shutInput() {
    return false;
  }

  @Override
  protected boolean receive() throws IOException {
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

  @Override
  protected void await(long millis) throws IOException {
    boolean more = datagrams.count() > 0 && sinceWait >= MANY;
    sinceWait = 0;
    if (more && settings.receiveBuffer() >= GATHERING_BUFFER) {
      LockSupport.parkNanos(GATHER_NANOS);
    } else {
      selector.select(Math.max(1, millis));
      selector.selectedKeys().clear();
    }
  }

  @Override
  protected void note() {
    if (refused > 0) {
      tally.note(Reason.NOT_ALLOWED, refused);
      refused = 0;
    }
    drops.lookIfDue(System.nanoTime());
  }

  @Override
  public void close() throws IOException {
    drops.look();
    selector.close();
    channel.close();
  }
}
