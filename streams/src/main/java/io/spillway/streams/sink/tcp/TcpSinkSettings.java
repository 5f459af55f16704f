package io.spillway.streams.sink.tcp;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.net.ConnectionSettings;

/**
 * Settings of the tcp sink.
 *
 * @param host name or address of the receiver
 */
public record TcpSinkSettings(String host, int port, ConnectionSettings connection) {
  public static TcpSinkSettings read(Section section) {
    return new TcpSinkSettings(
        section.string("host"),
        section.integer("port", 1, 65_535),
        ConnectionSettings.read(section));
  }
}
