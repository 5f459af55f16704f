package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One connection of a stream sink, and how many bytes it took. One thread at a time. */
final class Connection {
  private static final long LOOK_MILLIS = 100;

  private final long number;
  private final Wire wire;
  private final Duration writeTimeout;
  private long sent;
  private long moved = System.nanoTime();

  /**
   * Over an open wire.
   *
   * @param writeTimeout how long the receiver may take nothing at all; zero: for ever
   */
  Connection(long number, Wire wire, Duration writeTimeout) {
    this.number = number;
    this.wire = wire;
    this.writeTimeout = writeTimeout;
  }

  long number() {
    return number;
  }

  Wire wire() {
    return wire;
  }

  /** Bytes it took. */
  long sent() {
    return sent;
  }

  /** How long it has taken nothing. */
  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - moved);
  }

  /** Sends what the window has unsent. */
  void send(SendWindow window, Sink.Progress progress) throws IOException {
    moved = System.nanoTime();
    while (window.hasUnsent()) {
      int taken = wire.write(window.unsent());
      if (taken > 0) {
        window.taken(taken);
        sent += taken;
        moved = System.nanoTime();
      } else {
        stall(progress);
      }
    }
    while (!wire.flush()) {
      stall(progress);
    }
  }

  private void stall(Sink.Progress progress) throws IOException {
    if (progress.abandoned()) {
      throw new BrokenOffException();
    }
    if (!writeTimeout.isZero() && idle().compareTo(writeTimeout) > 0) {
      throw new SocketTimeoutException("nothing was taken for " + writeTimeout.toMillis() + " ms");
    }
    wire.awaitRoom(LOOK_MILLIS);
    if (wire.ended()) {
      throw new EOFException("closed by peer");
    }
  }

  /** Says that no more comes; returns when the receiver has closed as well, or patience ends. */
  void finish(Sink.Progress patience) throws IOException {
    while (!wire.finish() && !patience.abandoned()) {
      wire.awaitRoom(LOOK_MILLIS);
    }
    while (!wire.ended() && !patience.abandoned()) {
      wire.awaitPeer(LOOK_MILLIS);
    }
  }
}
