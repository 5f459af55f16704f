package io.spillway.streams.sink.udp;

import io.spillway.streams.settings.Section;

/**
 * Settings of the udp sink.
 *
 * @param maxDatagramBytes longest record; longer ones are rejected
 */
public record UdpSinkSettings(String host, int port, int maxDatagramBytes) {
  /** What IPv4 can carry. */
  public static final int MOST_BYTES = 65_507;

  public static UdpSinkSettings read(Section section) {
    return new UdpSinkSettings(
        section.string("host"), section.integer("port", 1, 65_535), mostBytes(section));
  }

  /** Of any sink that sends datagrams. */
  public static int mostBytes(Section section) {
    return section.integer("max-datagram-bytes", 64, MOST_BYTES);
  }
}
