package io.spillway.streams.source.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.pekko.io.Inet;
import org.jspecify.annotations.Nullable;

/**
 * A socket option that lets listening sockets share their port, and keeps each accepted socket
 * until its connection asks for it. Pekko runs the options given to a bind on every socket it
 * accepts, before it hands the connection out. Thread-safe; peers of one listening port differ in
 * their address.
 */
final class AcceptedSockets extends Inet.AbstractSocketOptionV2 {
  private static final int SWEEP_AT = 256;

  private final ReceiveWindow window;
  private final ConcurrentHashMap<SocketAddress, Socket> waiting = new ConcurrentHashMap<>();

  private final BooleanSupplier sharePort;

  /**
   * @param sharePort whether more than one socket listens on the port
   */
  AcceptedSockets(ReceiveWindow window, BooleanSupplier sharePort) {
    this.window = window;
    this.sharePort = sharePort;
  }

  @Override
  public void beforeServerSocketBind(ServerSocket socket) {
    if (sharePort.getAsBoolean()) {
      try {
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      } catch (IOException e) {
        throw new UncheckedIOException("the port can't be shared", e);
      }
    }
    window.listening(socket);
  }

  @Override
  public void afterConnect(Socket socket) {
    if (waiting.size() >= SWEEP_AT) {
      waiting.values().removeIf(Socket::isClosed);
    }
    window.opened(socket);
    SocketAddress peer = socket.getRemoteSocketAddress();
    if (peer != null) {
      waiting.put(peer, socket);
    }
  }

  /** The socket connected to {@code peer}; null if there is none or it was asked for before. */
  @Nullable Socket take(SocketAddress peer) {
    return waiting.remove(peer);
  }
}
