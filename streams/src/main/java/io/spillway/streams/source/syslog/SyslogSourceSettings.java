package io.spillway.streams.source.syslog;

import io.spillway.streams.settings.Section;
import io.spillway.streams.syslog.HeaderMode;

/**
 * What a syslog source has besides the settings of the source that its protocol makes it.
 *
 * @param headers what becomes of messages' headers
 */
public record SyslogSourceSettings(Protocol protocol, HeaderMode headers) {

  /** How messages come. */
  public enum Protocol {
    /** As to a source of the type {@code tcp} (RFC 6587). */
    TCP,
    /** As {@code tcp}, and only with TLS (RFC 5425). */
    TLS,
    /** As to a source of the type {@code udp} (RFC 5426). */
    UDP,
    /** As to a source of the type {@code unix}. */
    UNIX
  }

  /** Reads them; what is out of range is a problem of the section. */
  public static SyslogSourceSettings read(Section section) {
    return new SyslogSourceSettings(
        section.choice("protocol", Protocol.class),
        section.choice("header-mode", HeaderMode.class));
  }
}
