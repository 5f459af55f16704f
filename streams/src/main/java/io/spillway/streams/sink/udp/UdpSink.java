package io.spillway.streams.sink.udp;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.Senders;

/** Sends each record as a UDP datagram. */
public final class UdpSink {
  private UdpSink() {}

  /** A sink that opens its socket at the first delivery. */
  public static Sink open(UdpSinkSettings settings, Senders senders) {
    return senders.udp(settings.host(), settings.port(), settings.maxDatagramBytes());
  }
}
