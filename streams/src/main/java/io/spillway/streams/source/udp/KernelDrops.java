package io.spillway.streams.source.udp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many datagrams the kernel has dropped for the sockets of one local port since they were
 * opened, as Linux tells in the last column of {@code /proc/net/udp} and {@code udp6} (proc(5)).
 */
final class KernelDrops {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
  private static final int LOCAL = 1;
  private static final int DROPS = 12;

  private KernelDrops() {}

  /** Whether this system tells. */
  static boolean known() {
    return Files.isReadable(TABLES.get(0));
  }

  /** Drops of all sockets of that port together; 0 where the system does not tell. */
  static long read(int localPort) throws IOException {
    long drops = 0;
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        drops += sum(Files.readAllLines(table), localPort);
      }
    }
    return drops;
  }

  /** Of one table, its heading first. */
  static long sum(List<String> rows, int localPort) {
    String port = ":%04X".formatted(localPort);
    long drops = 0;
    for (String row : rows.subList(Math.min(1, rows.size()), rows.size())) {
      String[] columns = row.trim().split(" +", DROPS + 1);
      if (columns.length > DROPS && columns[LOCAL].endsWith(port)) {
        drops += Long.parseLong(columns[DROPS].trim());
      }
    }
    return drops;
  }
}
