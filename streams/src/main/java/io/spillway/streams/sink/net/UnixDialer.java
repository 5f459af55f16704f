package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connects to a Unix stream socket; that either works at once or fails. */
final class UnixDialer implements Dialer {
  private final Path path;

  UnixDialer(Path path) {
    this.path = path;
  }

  @Override
  public Wire dial(Sink.Progress progress) throws IOException {
    return new SocketWire(SocketChannel.open(UnixDomainSocketAddress.of(path)), path.toString());
  }
}
