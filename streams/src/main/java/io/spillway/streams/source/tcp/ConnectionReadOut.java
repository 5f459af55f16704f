package io.spillway.streams.source.tcp;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a connection that drains may be closed without losing a byte that the kernel has
 * acknowledged to its peer. First the peer is told that nobody listens any more and has {@code
 * linger} to close; well-behaved senders do. Then its input is shut ({@link InputShutdown}): what
 * lies in the kernel is read, and the stream ends by itself. Where that can't be done, the window
 * is closed, so that hardly anything new is acknowledged, and what lies in the kernel is read until
 * it is empty and nothing has come for 50 ms; a sender that goes on in drops small enough for the
 * closed window gets 2 s of that, since a stop must end. Plain; asked by one thread every few
 * milliseconds.
 */
final class ConnectionReadOut {
  static final long QUIET_NANOS = Duration.ofMillis(50).toNanos();

  /** How long a closed window may still let something in. */
  static final long AT_MOST_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger("ctrl.connection");

  private final Socket socket;
  private final long lingerNanos;
  private final long startedNanos;
  private volatile boolean inputShut;
  private boolean windowClosed;
  private long windowClosedNanos;

  /** Begins: the peer sees an end of stream. */
  ConnectionReadOut(Socket socket, Duration linger, long nowNanos) {
    this.socket = socket;
    this.lingerNanos = linger.toNanos();
    this.startedNanos = nowNanos;
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      refused("shut down output", e);
    }
  }

  /** Whether it has to be known what lies in the kernel to go on. */
  boolean lingered(long nowNanos) {
    return nowNanos - startedNanos >= lingerNanos;
  }

  /** Whether the kernel takes in nothing more: the connection ends once it is read. */
  boolean inputShut() {
    return inputShut;
  }

  /**
   * Whether the connection must be closed now.
   *
   * @param lastReadNanos when bytes came last
   * @param unreadBytes what lies in the kernel, 0 if that is not known
   */
  boolean done(long nowNanos, long lastReadNanos, long unreadBytes) {
    if (!lingered(nowNanos) || inputShut) {
      return false;
    }
    if (!windowClosed) {
      shutInput();
      if (!inputShut) {
        closeWindow(nowNanos);
      }
      return false;
    }
    boolean quiet = nowNanos - Math.max(windowClosedNanos, lastReadNanos) >= QUIET_NANOS;
    return unreadBytes == 0 && (quiet || nowNanos - windowClosedNanos >= AT_MOST_NANOS);
  }

  /**
   * Says so before it is done: the stream may end at once, and its end asks. The close then tells
   * the peer by a reset: a sender that waits for room learns of the end by its own probes alone
   * otherwise, which can be a minute apart, since Linux opens no window of a socket whose input is
   * shut.
   */
  private void shutInput() {
    inputShut = true;
    try {
      socket.setSoLinger(true, 0);
      inputShut = InputShutdown.shut(socket);
      if (!inputShut) {
        socket.setSoLinger(false, 0);
      }
    } catch (IOException e) {
      inputShut = false;
      refused("shut down input", e);
    }
  }

  private void closeWindow(long nowNanos) {
    windowClosed = true;
    windowClosedNanos = nowNanos;
    try {
      socket.setReceiveBufferSize(1);
    } catch (IOException e) {
      refused("close the window", e);
    }
  }

  /** A socket that its peer has closed meanwhile refuses; its stream ends by itself then. */
  private static void refused(String what, IOException e) {
    LOG.debug("can't {}: {}", what, e.getMessage());
  }
}
