package io.spillway.app.cli;

import io.spillway.app.gen.Sent;
import io.spillway.app.gen.Traffic;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where generated lines go: {@code tcp://}, {@code udp://} or a file. */
record GenTarget(String text, Optional<URI> address) {
  /** Empty if it looks like an address and is none. */
  static Optional<GenTarget> of(String text) {
    if (!text.contains("://")) {
      return Optional.of(new GenTarget(text, Optional.empty()));
    }
    try {
      URI uri = URI.create(text);
      boolean known = "tcp".equals(uri.getScheme()) || "udp".equals(uri.getScheme());
      return known && uri.getHost() != null && uri.getPort() > 0
          ? Optional.of(new GenTarget(text, Optional.of(uri)))
          : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  Sent send(Traffic traffic, boolean octetCounted, Consumer<Sent> progress) throws IOException {
    if (address.isEmpty()) {
      return traffic.file(Path.of(text), progress);
    }
    URI uri = address.get();
    InetSocketAddress to = new InetSocketAddress(uri.getHost(), uri.getPort());
    try {
      return "tcp".equals(uri.getScheme())
          ? traffic.tcp(to, octetCounted, progress)
          : traffic.udp(to, progress);
    } catch (ConnectException refused) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "can't connect to " + text + ": " + refused.getMessage());
    }
  }
}
