package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One connection of a stream sink, and how many bytes it took. New ones are on trial: what they
 * took counts only when they have stood. One thread at a time.
 */
final class Connection {
  private static final long LOOK_MILLIS = 100;
  private static final Duration LOOK = Duration.ofMillis(10);

  private final long number;
  private final Wire wire;
  private final Duration writeTimeout;
  private long sent;
  private final long opened = System.nanoTime();
  private long moved = opened;
  private boolean stood;

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

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - opened);
  }

  boolean stood() {
    return stood;
  }

  /**
   * Looks whether it has stood: nothing ended it for so long after the last byte, and the
   * receiver's system has acknowledged all, as far as this can be known.
   */
  boolean stands(Duration trial) throws IOException {
    if (!stood) {
      boolean passed = idle().compareTo(trial) >= 0 && wire.unacknowledged().orElse(0) == 0;
      if (wire.ended()) {
        throw new EOFException("closed by peer");
      }
      stood = passed;
    }
    return stood;
  }

  /** Waits until it has stood; it fails if it ends before. */
  void awaitStand(Duration trial, Sink.Progress progress) throws IOException {
    while (!stands(trial)) {
      long left = trial.minus(idle()).toMillis() + 1;
      if (left <= 0) {
        checkPatience(trial, progress);
      } else if (progress.abandoned()) {
        throw new BrokenOffException();
      }
      wire.awaitPeer(left <= 0 ? LOOK_MILLIS : Math.min(left, LOOK_MILLIS));
    }
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
    checkPatience(Duration.ZERO, progress);
    wire.awaitRoom(LOOK_MILLIS);
    if (wire.ended()) {
      throw new EOFException("closed by peer");
    }
  }

  private void checkPatience(Duration more, Sink.Progress progress) throws IOException {
    if (progress.abandoned()) {
      throw new BrokenOffException();
    }
    if (!writeTimeout.isZero() && idle().compareTo(writeTimeout.plus(more)) > 0) {
      throw new SocketTimeoutException("nothing was taken for " + writeTimeout.toMillis() + " ms");
    }
  }

  /**
   * Says that no more comes; returns when the receiver has closed as well, or patience ends. It
   * fails if its system has not acknowledged all by then.
   */
  void finish(Sink.Progress patience) throws IOException {
    while (!wire.finish() && !patience.abandoned()) {
      wire.awaitRoom(LOOK_MILLIS);
    }
    while (!wire.ended() && !patience.abandoned()) {
      wire.awaitPeer(LOOK_MILLIS);
    }
    while (wire.unacknowledged().orElse(0) > 0) {
      if (patience.abandonedWithin(LOOK)) {
        throw new EOFException("closed by peer before it had everything");
      }
      wire.ended();
    }
  }
}
