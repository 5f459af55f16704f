package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;

/** Opens connections to one destination. Thread-safe. */
interface Dialer {
  /** A new connection; breaks off when the node can wait no longer. */
  Wire dial(Sink.Progress progress) throws IOException;
}
