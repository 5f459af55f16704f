package io.spillway.streams.sink.unix;

import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.Senders;

/** Sends each record, as lines or octet-counted, over a Unix stream socket. */
public final class UnixSink {
  private UnixSink() {}

  /** A sink that connects at the first delivery. */
  public static Sink open(UnixSinkSettings settings, Senders senders) {
    return senders.unix(settings.path(), settings.connection());
  }
}
