package io.spillway.streams.source.tcp;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what all connections together can bring at once small beside the memory budget: with more
 * of them, each gets a smaller receive buffer, and so a smaller read. Few connections keep what the
 * kernel gives and grows by itself. Thread-safe; changes all sockets each time their number doubles
 * or halves.
 */
public final class ReceiveWindow {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.connection");
  private static final int MIN_BYTES = 4 << 10;
  private static final int KERNELS_OWN = 512 << 10;

  /**
   * A connection's reads that wait unframed: one that was asked for, and one that Pekko reads ahead
   * of that.
   */
  private static final int READS = 2;

  /** Linux doubles the buffer that is asked for, and one read may bring all of it. */
  private static final int LINUX_DOUBLES = 2;

  private long bytesInAll;
  private final Set<ServerSocket> listening = ConcurrentHashMap.newKeySet();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private int current = KERNELS_OWN;

  /**
   * @param bytesInAll what the reads of all connections may come to that are not framed yet; half
   *     of the memory budget is meant
   */
  public ReceiveWindow(long bytesInAll) {
    this.bytesInAll = bytesInAll;
  }

  /** A source is about to listen; what it accepts begins with its buffer. */
  synchronized void listening(ServerSocket socket) {
    listening.removeIf(ServerSocket::isClosed);
    listening.add(socket);
    if (current < KERNELS_OWN) {
      apply(socket);
    }
  }

  /** A connection was opened. */
  public synchronized void opened(Socket socket) {
    sockets.add(socket);
    int bytes = bytesEach(sockets.size());
    if (bytes < current) {
      change(bytes);
    } else if (current < KERNELS_OWN) {
      apply(socket);
    }
  }

  /** A connection is closed, or drains and looks after its window itself. */
  public synchronized void closed(Socket socket) {
    if (sockets.remove(socket) && !sockets.isEmpty()) {
      // One step behind, so that a connection that comes and goes does not change all of them.
      int bytes = bytesEach(sockets.size() * 2);
      if (bytes > current) {
        change(bytes);
      }
    }
  }

  /** Another bound; connections that are open keep their buffers until their number changes. */
  public synchronized void resize(long bytes) {
    bytesInAll = bytes;
  }

  private void change(int bytes) {
    current = bytes;
    sockets.forEach(this::apply);
    listening.forEach(this::apply);
  }

  /** Receive buffer of each of {@code connections}: a power of two; the largest leaves it be. */
  int bytesEach(int connections) {
    long share =
        Long.highestOneBit(Math.max(1, bytesInAll / connections / (READS * LINUX_DOUBLES)));
    return (int) Math.max(MIN_BYTES, Math.min(KERNELS_OWN, share));
  }

  private void apply(Socket socket) {
    try {
      socket.setReceiveBufferSize(current);
    } catch (SocketException e) {
      // It is being closed; then it brings nothing any more.
      LOG.debug("can't set a receive buffer: {}", e.getMessage());
    }
  }

  private void apply(ServerSocket socket) {
    try {
      socket.setReceiveBufferSize(current);
    } catch (SocketException e) {
      LOG.debug("can't set a listening socket's receive buffer: {}", e.getMessage());
    }
  }
}
