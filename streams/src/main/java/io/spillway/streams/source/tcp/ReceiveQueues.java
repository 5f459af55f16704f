package io.spillway.streams.source.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * How many bytes lie unread in the kernel for each connection of one local port, as Linux tells in
 * {@code /proc/net/tcp} and {@code tcp6} (proc(5)). Elsewhere it knows of none.
 */
public final class ReceiveQueues {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int QUEUES = 4;
  private static final int MAPPED_PREFIX = 12;
  private static final int IPV6_BYTES = 16;

  private ReceiveQueues() {}

  /** Whether this system tells. */
  public static boolean known() {
    return Files.isReadable(TABLES.get(0));
  }

  /** Unread bytes by the peer's address. */
  static Map<InetSocketAddress, Long> read(int localPort) throws IOException {
    Map<InetSocketAddress, Long> unread = new HashMap<>();
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        addRows(Files.readAllLines(table), localPort, unread);
      }
    }
    return unread;
  }

  /** Adds the rows of one table, its heading first. */
  static void addRows(List<String> rows, int localPort, Map<InetSocketAddress, Long> unread)
      throws UnknownHostException {
    String port = ":%04X".formatted(localPort);
    for (String row : rows.subList(Math.min(1, rows.size()), rows.size())) {
      String[] columns = row.trim().split(" +", QUEUES + 2);
      if (columns.length > QUEUES && columns[LOCAL].endsWith(port)) {
        String queues = columns[QUEUES];
        long bytes = Long.parseLong(queues.substring(queues.indexOf(':') + 1), 16);
        unread.put(address(columns[REMOTE]), bytes);
      }
    }
  }

  /** {@code 0100007F:1F90}: 32-bit words as this machine's memory holds them, port in hex. */
  private static InetSocketAddress address(String hex) throws UnknownHostException {
    int colon = hex.indexOf(':');
    byte[] bytes = HexFormat.of().parseHex(hex, 0, colon);
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int word = 0; word < bytes.length; word += 4) {
        swap(bytes, word, word + 3);
        swap(bytes, word + 1, word + 2);
      }
    }
    int port = Integer.parseInt(hex, colon + 1, hex.length(), 16);
    return new InetSocketAddress(InetAddress.getByAddress(unmapped(bytes)), port);
  }

  private static void swap(byte[] bytes, int i, int j) {
    byte b = bytes[i];
    bytes[i] = bytes[j];
    bytes[j] = b;
  }

  /** The IPv4 address in an IPv6 one that stands for it, which Java shows as IPv4. */
  private static byte[] unmapped(byte[] bytes) {
    if (bytes.length != IPV6_BYTES || bytes[10] != -1 || bytes[11] != -1) {
      return bytes;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return bytes;
      }
    }
    return java.util.Arrays.copyOfRange(bytes, MAPPED_PREFIX, IPV6_BYTES);
  }
}
