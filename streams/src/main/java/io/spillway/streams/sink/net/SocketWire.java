package io.spillway.streams.sink.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plain stream socket, TCP or Unix. */
final class SocketWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.net");
  private static final int SCRAP = 4 << 10;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final String peer;
  private final ByteBuffer scrap = ByteBuffer.allocate(SCRAP);

  /** Takes over a connected channel; closes it if that fails. */
  SocketWire(SocketChannel channel, String peer) throws IOException {
    this.channel = channel;
    this.peer = peer;
    try {
      channel.configureBlocking(false);
      selector = Selector.open();
      key = channel.register(selector, 0);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return channel.write(bytes);
  }

  /** As {@link #ended}, keeping what was read; -1 at the end. */
  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void awaitRoom(long millis) throws IOException {
    await(millis, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  @Override
  public void awaitPeer(long millis) throws IOException {
    await(millis, SelectionKey.OP_READ);
  }

  private void await(long millis, int operations) throws IOException {
    key.interestOps(operations);
    selector.select(millis);
    selector.selectedKeys().clear();
  }

  @Override
  public boolean ended() throws IOException {
    int read;
    do {
      scrap.clear();
      read = channel.read(scrap);
    } while (read > 0);
    return read < 0;
  }

  @Override
  public boolean finish() throws IOException {
    channel.shutdownOutput();
    return true;
  }

  @Override
  public OptionalLong unacknowledged() {
    return SendQueue.unacknowledged(channel);
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      key.cancel();
    } catch (IOException e) {
      LOG.warn("close failed peer={} detail=\"{}\"", peer, NetFaults.detail(e));
    }
  }
}
