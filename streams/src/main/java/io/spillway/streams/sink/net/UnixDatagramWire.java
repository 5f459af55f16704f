package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.unix.DatagramSockets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.newsclub.net.unix.AFUNIXDatagramChannel;

/**
 * Unix datagrams to one socket. The receiver's queue is short (10 by default); while it is full
 * this waits, {@code write-timeout} at most, or until the node can wait no longer.
 */
final class UnixDatagramWire implements DatagramWire {
  private static final long LOOK_MILLIS = 100;

  /** In place of an empty datagram, which a receiver can't tell from none. */
  private static final byte[] LINE_FEED = {'\n'};

  private final AFUNIXDatagramChannel channel;
  private final Selector selector;
  private final long timeoutNanos;

  /**
   * @param timeout zero: none
   */
  UnixDatagramWire(Path path, int mostBytes, Duration timeout) throws IOException {
    timeoutNanos = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
    channel = DatagramSockets.open();
    try {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, Math.max(212_992, 2 * mostBytes));
      channel.connect(DatagramSockets.address(path));
      selector = DatagramSockets.selector();
      channel.register(selector, SelectionKey.OP_WRITE);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void send(ByteBuffer datagram, Sink.Progress progress) throws IOException {
    ByteBuffer whole = datagram.hasRemaining() ? datagram : ByteBuffer.wrap(LINE_FEED);
    long from = System.nanoTime();
    while (!taken(whole)) {
      if (progress.abandoned()) {
        throw new BrokenOffException();
      }
      if (System.nanoTime() - from >= timeoutNanos) {
        throw new SocketTimeoutException("the receiver takes nothing");
      }
      selector.select(LOOK_MILLIS);
      selector.selectedKeys().clear();
    }
  }

  private boolean taken(ByteBuffer datagram) throws IOException {
    int length = datagram.remaining();
    try {
      return channel.write(datagram) == length;
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("too long")) {
        throw new TooLargeException(
            "the system takes no datagram of " + length + " bytes (net.core.wmem_max)");
      }
      if (message.contains("no buffer space") || message.contains("temporarily unavailable")) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
