package io.spillway.streams.sink.syslog;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.TlsSettings;
import io.spillway.streams.sink.udp.UdpSinkSettings;
import java.nio.file.Path;

/**
 * Settings of the syslog sink; what a record looks like is the format's affair.
 *
 * @param connection for TCP and TLS
 * @param maxDatagramBytes for UDP
 */
public record SyslogSinkSettings(
    String host,
    int port,
    Transport transport,
    ConnectionSettings connection,
    TlsSettings tls,
    int maxDatagramBytes) {

  /** How messages travel. */
  public enum Transport {
    /** RFC 5426. */
    UDP,
    /** RFC 6587. */
    TCP,
    /** RFC 5425. */
    TLS
  }

  /**
   * Reads them.
   *
   * @param folder where relative paths of files start
   */
  public static SyslogSinkSettings read(Section section, Path folder) {
    return new SyslogSinkSettings(
        section.string("host"),
        section.integer("port", 1, 65_535),
        section.choice("transport", Transport.class),
        ConnectionSettings.read(section),
        TlsSettings.read(section.section("tls"), folder),
        UdpSinkSettings.mostBytes(section));
  }
}
