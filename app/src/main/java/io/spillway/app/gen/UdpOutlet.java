package io.spillway.app.gen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends each line, without its end, as a datagram. */
final class UdpOutlet implements Outlet {
  private final DatagramChannel channel;

  UdpOutlet(InetSocketAddress to) throws IOException {
    channel = DatagramChannel.open();
    channel.connect(to);
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      int next = block.start(block.linesIn(bytes.position()) + 1);
      channel.write(bytes.limit(next - 1));
      bytes.limit(end).position(next);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
