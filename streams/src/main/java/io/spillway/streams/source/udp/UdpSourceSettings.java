package io.spillway.streams.source.udp;

import io.spillway.streams.settings.Section;
import io.spillway.streams.source.Networks;
import java.time.Duration;

/**
 * A UDP source.
 *
 * @param receiveBuffer bytes that the kernel is asked to keep for each socket until they are read
 * @param instances sockets on the port; the kernel gives all datagrams of one sender to one of them
 * @param batchBytes a batch leaves when it holds so many
 * @param batchInterval or so long after its first datagram
 * @param linger how long a drain goes on reading what lies in the kernel while more comes
 * @param allow who may send
 */
public record UdpSourceSettings(
    String host,
    int port,
    int receiveBuffer,
    int instances,
    int batchBytes,
    Duration batchInterval,
    Duration linger,
    Networks allow) {

  /** Whether those need the same sockets. */
  boolean listensAs(UdpSourceSettings other) {
    return host.equals(other.host) && port == other.port && instances == other.instances;
  }

  /** Reads them; what is out of range is a problem of the section. */
  public static UdpSourceSettings read(Section section) {
    String host = section.string("host");
    return new UdpSourceSettings(
        host.isBlank() ? "127.0.0.1" : host,
        section.integer("port", 1, 65_535),
        (int) section.size("receive-buffer", 4 << 10, 1 << 30),
        section.integer("instances", 1, 64),
        (int) section.size("batch-bytes", 1 << 10, 16 << 20),
        section.duration("batch-interval", Duration.ofMillis(1), Duration.ofMinutes(1)),
        section.duration("linger", Duration.ZERO, Duration.ofMinutes(1)),
        Networks.read(section));
  }
}
