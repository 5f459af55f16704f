package io.spillway.streams.source.unix;

import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.tcp.InputShutdown;
import io.spillway.streams.source.udp.DatagramInput;
import io.spillway.streams.source.udp.Datagrams;
import io.spillway.streams.unix.DatagramSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix datagram socket, as {@code /dev/log} is one. The kernel drops nothing: it keeps a few
 * datagrams ({@code net.unix.max_dgram_qlen}), and then their senders wait. If its file goes, it is
 * made anew. One thread reads; any may drain.
 */
final class UnixDatagramSocket extends DatagramInput {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.unix");
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Supplier<UnixSourceSettings> settings;
  private final Datagrams datagrams;
  private final SourceTally tally;
  private final Clock clock;
  private final SocketFile file;
  private final Selector selector;

  /** One byte more than is kept, so that a datagram that was longer is known. */
  private ByteBuffer datagram;

  private AFUNIXDatagramChannel channel;
  private long tooLong;
  private long warnAgainNanos = System.nanoTime();
  private long lookAgainNanos = System.nanoTime() + LOOK_NANOS;
  private String trouble = "";

  UnixDatagramSocket(
      Supplier<UnixSourceSettings> settings, Datagrams datagrams, SourceTally tally, Clock clock)
      throws IOException {
    super(datagrams, tally);
    this.settings = settings;
    this.datagrams = datagrams;
    this.tally = tally;
    this.clock = clock;
    this.datagram = room(settings.get().framing().maxRecordBytes());
    this.file = SocketFile.of(settings.get());
    this.channel = bind();
    try {
      this.selector = DatagramSockets.selector();
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private AFUNIXDatagramChannel bind() throws IOException {
    AFUNIXDatagramChannel opened = DatagramSockets.open();
    try {
      file.removeStale();
      opened.bind(DatagramSockets.address(settings.get().path()));
      file.made();
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static ByteBuffer room(int most) {
    return ByteBuffer.allocateDirect(most + 1);
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
  protected boolean receive() throws IOException {
    FramingSettings framing = settings.get().framing();
    int most = framing.maxRecordBytes();
    if (datagram.capacity() != most + 1) {
      datagram = room(most);
    }
    datagram.clear();
    channel.receive(datagram);
    if (datagram.position() == 0) {
      return false;
    }
    datagram.flip();
    if (datagram.limit() > most) {
      tooLong++;
      if (framing.tooLong() == TooLong.DISCARD) {
        tally.discardedAtOnce(1, Reason.TOO_LONG_DISCARDED);
        return true;
      }
      tally.note(Reason.TOO_LONG_TRUNCATED, 1);
      datagram.limit(most);
    }
    datagrams.add(datagram, null, datagrams.count() == 0 ? clock.millis() : 0);
    return true;
  }

  @Override
  protected void await(long millis) throws IOException {
    selector.select(Math.max(1, millis));
    selector.selectedKeys().clear();
  }

  @Override
  protected void wakeUp() {
    selector.wakeup();
  }

  @Override
  protected void note() throws IOException {
    long now = System.nanoTime();
    if (tooLong > 0 && now - warnAgainNanos >= 0) {
      warnAgainNanos = now + 10 * LOOK_NANOS;
      LOG.warn(
          "source={} datagrams={} had more than max-record-bytes={}: {}",
          tally.source(),
          tooLong,
          settings.get().framing().maxRecordBytes(),
          settings.get().framing().tooLong() == TooLong.DISCARD
              ? "discarded"
              : "their heads are kept");
      tooLong = 0;
    }
    if (now - lookAgainNanos >= 0) {
      lookAgainNanos = now + LOOK_NANOS;
      if (file.isMissing()) {
        makeAnew();
      }
    }
  }

  /** What senders still had given to the socket whose file is gone is read before it closes. */
  private void makeAnew() throws IOException {
    AFUNIXDatagramChannel fresh;
    try {
      fresh = bind();
    } catch (IOException e) {
      String now = String.valueOf(e.getMessage());
      if (!now.equals(trouble)) {
        LOG.error(
            "source={} {} is gone, and can't be made anew: {}",
            tally.source(),
            settings.get().path(),
            now);
        trouble = now;
      }
      return;
    }
    LOG.warn("source={} {} was gone, and is made anew", tally.source(), settings.get().path());
    trouble = "";
    InputShutdown.shutUnix(channel.getFileDescriptor());
    while (receive()) {
      // until nothing is left
    }
    channel.close();
    channel = fresh;
    channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  protected boolean shutInput() throws IOException {
    file.delete();
    return InputShutdown.shutUnix(channel.getFileDescriptor());
  }

  @Override
  public void close() throws IOException {
    file.delete();
    selector.close();
    channel.close();
  }
}
