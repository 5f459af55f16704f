package io.spillway.app.gen;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One TCP connection. What the peer sends is read only at the end, to see it close. */
final class TcpOutlet implements Outlet {
  private static final int PATIENCE_MILLIS = 2000;
  private final SocketChannel channel;
  private @Nullable SelectionKey key;

  TcpOutlet(InetSocketAddress to) throws IOException {
    channel = SocketChannel.open(to);
    channel.configureBlocking(false);
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    channel.write(bytes);
  }

  @Override
  public void wakeWhenReady(Selector selector) throws IOException {
    key = channel.register(selector, SelectionKey.OP_WRITE);
  }

  @Override
  public void rest() {
    if (key != null) {
      key.interestOps(0);
    }
  }

  /** Waits a while for the peer to have read all and to close. */
  @Override
  public void finish() throws IOException {
    if (key != null) {
      key.cancel();
      key.selector().selectNow();
    }
    channel.shutdownOutput();
    channel.configureBlocking(true);
    channel.socket().setSoTimeout(PATIENCE_MILLIS);
    try {
      channel.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException stillReading) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
