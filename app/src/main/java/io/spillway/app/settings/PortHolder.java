package io.spillway.app.settings;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who has a port, as far as {@code /proc} tells: nothing where there is none, no process where it
 * is another user's. Costs a look at the open files of every process.
 *
 * @param user number of the user
 * @param pid its process, if it can be seen
 */
record PortHolder(long user, OptionalLong pid) {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int USER = 7;
  private static final int INODE = 9;

  /** Whoever listens on a TCP port, or has a UDP port. */
  static Optional<PortHolder> of(int port, boolean datagrams) {
    String kind = datagrams ? "udp" : "tcp";
    for (String table : List.of(kind, kind + "6")) {
      for (String line : lines(PROC.resolve("net").resolve(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        boolean listens = columns.length > INODE && (datagrams || columns[STATE].equals(LISTENING));
        if (listens && columns[LOCAL].endsWith(":%04X".formatted(port))) {
          long user = Long.parseLong(columns[USER]);
          return Optional.of(new PortHolder(user, process("socket:[" + columns[INODE] + "]")));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(Path table) {
    try {
      List<String> lines = Files.readAllLines(table);
      return lines.subList(Math.min(1, lines.size()), lines.size());
    } catch (IOException otherSystem) {
      return List.of();
    }
  }

  private static OptionalLong process(String socket) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (has(process, socket)) {
          return OptionalLong.of(Long.parseLong(PROC.relativize(process).toString()));
        }
      }
      return OptionalLong.empty();
    } catch (IOException | DirectoryIteratorException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static boolean has(Path process, String socket) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : open) {
        if (leadsTo(file, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException anotherUsers) {
      return false;
    }
  }

  private static boolean leadsTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  /** As in {@code process 17 (java)}. */
  @Override
  public String toString() {
    if (pid.isEmpty()) {
      return "a process of user " + user;
    }
    try {
      Path name = PROC.resolve(Long.toString(pid.getAsLong())).resolve("comm");
      return "process " + pid.getAsLong() + " (" + Files.readString(name).strip() + ")";
    } catch (IOException ended) {
      return "process " + pid.getAsLong();
    }
  }
}
