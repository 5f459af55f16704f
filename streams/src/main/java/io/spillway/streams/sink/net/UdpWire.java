package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** UDP to one address. */
final class UdpWire implements DatagramWire {
  private final DatagramChannel channel;

  UdpWire(String host, int port) throws IOException {
    channel = DatagramChannel.open();
    try {
      channel.connect(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void send(ByteBuffer datagram, Sink.Progress progress) throws IOException {
    if (datagram.hasRemaining()) {
      channel.write(datagram);
    } else {
      sendEmpty(datagram);
    }
  }

  /** A connected channel leaves empty datagrams out; they are rare. */
  private void sendEmpty(ByteBuffer datagram) throws IOException {
    try (DatagramChannel unconnected = DatagramChannel.open()) {
      unconnected.send(datagram, channel.getRemoteAddress());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
