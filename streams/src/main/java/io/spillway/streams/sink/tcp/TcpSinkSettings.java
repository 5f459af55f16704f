package io.spillway.streams.sink.tcp;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.TlsSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the tcp sink.
 *
 * @param host name or address of the receiver
 */
public record TcpSinkSettings(
    String host, int port, ConnectionSettings connection, Optional<TlsSettings> tls) {

  /**
   * Reads them.
   *
   * @param folder where relative paths of files start
   */
  public static TcpSinkSettings read(Section section, Path folder) {
    Section tls = section.section("tls");
    TlsSettings settings = TlsSettings.read(tls, folder);
    return new TcpSinkSettings(
        section.string("host"),
        section.integer("port", 1, 65_535),
        ConnectionSettings.read(section),
        tls.flag("enabled") ? Optional.of(settings) : Optional.empty());
  }
}
