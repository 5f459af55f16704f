package io.spillway.streams.sink.tcp;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.Senders;

/** Sends each record, as lines or octet-counted, over one TCP connection. */
public final class TcpSink {
  private TcpSink() {}

  /** A sink that connects at the first delivery. */
  public static Sink open(TcpSinkSettings settings, Senders senders) {
    return senders.tcp(settings.host(), settings.port(), settings.connection(), settings.tls());
  }
}
