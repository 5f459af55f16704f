package io.spillway.streams.sink.unix;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.unix.SocketKind;

/** Sends each record over a Unix socket: as a line or octet-counted, or as a datagram. */
public final class UnixSink {
  private UnixSink() {}

  /** A sink that connects at the first delivery. */
  public static Sink open(UnixSinkSettings settings, Senders senders) {
    if (settings.socket() == SocketKind.DATAGRAM) {
      return senders.unixDatagrams(
          settings.path(), settings.maxDatagramBytes(), settings.connection().writeTimeout());
    }
    return senders.unix(settings.path(), settings.connection());
  }
}
