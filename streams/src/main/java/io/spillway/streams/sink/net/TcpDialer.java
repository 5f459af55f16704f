package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Connects over TCP to the first of a host's addresses that answers. The socket's own buffer is a
 * part of what the sender keeps, so that all that the kernel holds can be sent again.
 */
final class TcpDialer implements Dialer {
  private static final long LOOK_MILLIS = 100;

  /** The kernel doubles what it is told. */
  private static final int PART_IN_KERNEL = 4;

  private final String host;
  private final int port;
  private final Duration timeout;
  private final long window;

  /**
   * For one address.
   *
   * @param window bytes that the sender keeps to send them again
   */
  TcpDialer(String host, int port, Duration timeout, long window) {
    this.host = host;
    this.port = port;
    this.timeout = timeout;
    this.window = window;
  }

  @Override
  public Wire dial(Sink.Progress progress) throws IOException {
    return new SocketWire(connect(progress), host + ":" + port);
  }

  SocketChannel connect(Sink.Progress progress) throws IOException {
    IOException last = new SocketTimeoutException("no address");
    for (InetAddress address : InetAddress.getAllByName(host)) {
      try {
        return connect(new InetSocketAddress(address, port), progress);
      } catch (IOException e) { // the next address may answer; the last one's error is told
        last = e;
      }
    }
    throw last;
  }

  private SocketChannel connect(InetSocketAddress to, Sink.Progress progress) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, (int) (window / PART_IN_KERNEL));
      channel.configureBlocking(false);
      if (!channel.connect(to)) {
        finishConnect(channel, progress);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void finishConnect(SocketChannel channel, Sink.Progress progress) throws IOException {
    long until = System.nanoTime() + timeout.toNanos();
    try (Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      while (!channel.finishConnect()) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          throw new SocketTimeoutException("no connection within " + timeout.toMillis() + " ms");
        }
        if (progress.abandoned()) {
          throw new BrokenOffException();
        }
        selector.select(Math.min(left, LOOK_MILLIS));
        selector.selectedKeys().clear();
      }
      key.cancel();
    }
  }
}
