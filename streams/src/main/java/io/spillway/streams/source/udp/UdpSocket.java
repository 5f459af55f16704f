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
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a UDP source. What nobody reads stays in the kernel's buffer, and what finds no
 * room there the kernel drops; {@link DropCount} knows. Its settings may change while it is open,
 * but not where it listens. One thread reads; any may drain.
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

  private final Supplier<UdpSourceSettings> settings;
  private final SourceTally tally;
  private final DropCount drops;
  private final Clock clock;
  private final Datagrams datagrams;
  private final DatagramChannel channel;
  private final Selector selector;
  private final ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private int receiveBuffer;
  private long refused;

  /** Datagrams since it waited for the last time. */
  private int sinceWait;

  UdpSocket(
      Supplier<UdpSourceSettings> settings,
      SourceTally tally,
      DropCount drops,
      Datagrams datagrams,
      Clock clock)
      throws IOException {
    super(datagrams, tally);
    this.settings = settings;
    this.tally = tally;
    this.drops = drops;
    this.clock = clock;
    this.datagrams = datagrams;
    UdpSourceSettings now = settings.get();
    this.channel = open(now);
    this.receiveBuffer = now.receiveBuffer();
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
      askBuffer(channel, settings);
      channel.bind(address);
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

  private static void askBuffer(DatagramChannel channel, UdpSourceSettings settings)
      throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
    int got = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    if (got < settings.receiveBuffer()) {
      LOG.warn(
          "udp {}:{} receive-buffer={} asked={}: the system's limit, net.core.rmem_max, is lower",
          settings.host(),
          settings.port(),
          got,
          settings.receiveBuffer());
    }
  }

  @Override
  protected int batchBytes() {
    return settings.get().batchBytes();
  }

  @Override
  protected Duration batchInterval() {
    return settings.get().batchInterval();
  }

  @Override
  protected Duration linger() {
    return settings.get().linger();
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
    if (!settings.get().allow().allow(peer.getAddress())) {
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
    if (more && receiveBuffer >= GATHERING_BUFFER) {
      LockSupport.parkNanos(GATHER_NANOS);
    } else {
      selector.select(Math.max(1, millis));
      selector.selectedKeys().clear();
    }
  }

  @Override
  protected void note() throws IOException {
    UdpSourceSettings now = settings.get();
    if (now.receiveBuffer() != receiveBuffer) {
      receiveBuffer = now.receiveBuffer();
      askBuffer(channel, now);
    }
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
