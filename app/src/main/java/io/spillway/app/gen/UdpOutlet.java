package io.spillway.app.gen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends each line, without its end, as a datagram. */
final class UdpOutlet implements Outlet {
  private final InetSocketAddress to;
  private final DatagramChannel channel;

  UdpOutlet(InetSocketAddress to) throws IOException {
    this.to = to;
    channel = DatagramChannel.open();
    channel.connect(to);
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      int next = block.start(block.linesIn(bytes.position()) + 1);
      send(bytes.limit(next - 1));
      bytes.limit(end).position(next);
    }
  }

  /** The system tells of a closed port once a datagram came back, at one of the next sends. */
  private void send(ByteBuffer datagram) throws IOException {
    try {
      channel.write(datagram);
    } catch (PortUnreachableException closed) {
      String target = to.getHostString() + ":" + to.getPort();
      throw new IOException("nothing listens on UDP port " + target, closed);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
