package io.spillway.streams.sink.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many bytes of a TCP connection the peer's system has not acknowledged, as Linux tells in
 * {@code /proc/net/tcp} and {@code tcp6} (proc(5)). Unknown elsewhere, of other sockets, and of a
 * connection that was reset.
 */
final class SendQueue {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int QUEUES = 4;

  private SendQueue() {}

  static OptionalLong unacknowledged(SocketChannel channel) {
    try {
      SocketAddress local = channel.getLocalAddress();
      SocketAddress remote = channel.getRemoteAddress();
      if (remote instanceof UnixDomainSocketAddress) { // written is received
        return OptionalLong.of(0);
      }
      return local instanceof InetSocketAddress from && remote instanceof InetSocketAddress to
          ? unacknowledged(from.getPort(), to.getPort())
          : OptionalLong.empty();
    } catch (IOException e) { // closed, or a table that can't be read: unknown
      return OptionalLong.empty();
    }
  }

  private static OptionalLong unacknowledged(int localPort, int remotePort) throws IOException {
    OptionalLong most = OptionalLong.empty();
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        OptionalLong found = find(Files.readAllLines(table), localPort, remotePort);
        if (found.orElse(-1) > most.orElse(-1)) {
          most = found;
        }
      }
    }
    return most;
  }

  /** Of the row with these ports, the most if there are several. */
  static OptionalLong find(List<String> rows, int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    return rows.stream()
        .map(row -> row.trim().split(" +", QUEUES + 2))
        .filter(
            columns ->
                columns.length > QUEUES
                    && columns[LOCAL].endsWith(local)
                    && columns[REMOTE].endsWith(remote))
        .mapToLong(columns -> Long.parseLong(columns[QUEUES].split(":", 2)[0], 16))
        .max();
  }
}
