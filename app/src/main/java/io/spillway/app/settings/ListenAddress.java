package io.spillway.app.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody listens.
 *
 * @param kind {@code port} or {@code UDP port}
 * @param user who listens, for people
 */
record ListenAddress(String kind, String host, int number, String user) {

  /** Null if the source listens on no port. */
  static @Nullable ListenAddress of(SourceSettings source) {
    String user = "source " + source.name();
    if (source.transport() instanceof SourceSettings.Tcp tcp) {
      return new ListenAddress("port", tcp.settings().host(), tcp.settings().port(), user);
    }
    return source.transport() instanceof SourceSettings.Udp udp
        ? new ListenAddress("UDP port", udp.settings().host(), udp.settings().port(), user)
        : null;
  }

  /** For people. */
  String port() {
    return kind + " " + number;
  }

  /** Whether the other can't listen beside it; names are looked up only if the ports are one. */
  boolean overlaps(ListenAddress other) {
    return number == other.number && kind.equals(other.kind) && meets(host, other.host);
  }

  private static boolean meets(String host, String other) {
    try {
      InetAddress one = InetAddress.getByName(host);
      InetAddress two = InetAddress.getByName(other);
      return one.isAnyLocalAddress() || two.isAnyLocalAddress() || one.equals(two);
    } catch (UnknownHostException unknown) {
      return host.equals(other);
    }
  }
}
