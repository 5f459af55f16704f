package io.spillway.streams.sink.syslog;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.Senders;
import java.util.Optional;

/** Sends syslog messages to a server. */
public final class SyslogSink {
  private SyslogSink() {}

  /** A sink that connects at the first delivery. */
  public static Sink open(SyslogSinkSettings settings, Senders senders) {
    return switch (settings.transport()) {
      case UDP -> senders.udp(settings.host(), settings.port(), settings.maxDatagramBytes());
      case TCP ->
          senders.tcp(settings.host(), settings.port(), settings.connection(), Optional.empty());
      case TLS ->
          senders.tcp(
              settings.host(), settings.port(), settings.connection(), Optional.of(settings.tls()));
    };
  }
}
