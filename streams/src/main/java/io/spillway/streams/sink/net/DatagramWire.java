package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open socket that sends datagrams to one receiver. One thread at a time. */
interface DatagramWire {
  /** Opens one; throws if the receiver is known not to be there. */
  interface Opener {
    DatagramWire open() throws IOException;
  }

  /**
   * Sends all of {@code datagram}, which may be empty, as one.
   *
   * @throws TooLargeException if the system does not take so large a one; others may go on
   */
  void send(ByteBuffer datagram, Sink.Progress progress) throws IOException;

  void close() throws IOException;
}
