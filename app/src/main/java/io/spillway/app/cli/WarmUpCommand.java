package io.spillway.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs the short commands and a small node once in one process, silently, so that the launcher can
 * archive the classes they load; with the archive they start in half the time.
 */
@Command(name = "warm-up", hidden = true, description = "Load the classes of the short commands.")
final class WarmUpCommand implements Callable<Integer> {
  private static final String NOBODY = "127.0.0.1:1";
  private static final int TRIES = 200;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("spillway-warm-up");
    try {
      node(folder); // before the others, which log to no file
      String conf = folder.toString();
      for (List<String> command :
          List.of(
              List.of("init", conf),
              List.of("check", "--config", conf),
              List.of("rule", "parse", "--rules", conf + "/rules", "--input", "/dev/null"),
              List.of("check", "--config", conf, "--json"),
              List.of("gen", folder.resolve("lines").toString(), "--count", "1000"),
              List.of("clean", "--config", conf),
              List.of("status", "--config", conf, "--admin", NOBODY),
              List.of("ledger", "--json", "--admin", NOBODY),
              List.of("version", "--json"))) {
        silently(command);
      }
    } finally {
      delete(folder);
    }
    return ExitStatus.OK;
  }

  /** A node that takes some lines in over TCP and is drained by a command. */
  private static void node(Path folder) throws IOException {
    int port = freePort();
    String admin = "127.0.0.1:" + freePort();
    Path conf = folder.resolve("node/spillway.conf");
    silently(List.of("init", folder.resolve("node").toString()));
    Files.writeString(
        conf,
        Files.readString(conf).replace("port = 5140", "port = " + port)
            + "\nadmin { port = "
            + admin.substring(admin.indexOf(':') + 1)
            + " }\n");
    Thread node = new Thread(() -> silently(List.of("run", "--config", conf.toString())));
    node.setDaemon(true);
    node.start();
    for (int i = 0; i < TRIES && silently(List.of("status", "--admin", admin)) != 0; i++) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    silently(List.of("gen", "tcp://127.0.0.1:" + port, "--count", "20000"));
    silently(List.of("ledger", "--admin", admin));
    silently(List.of("drain", "--config", conf.toString()));
    try {
      node.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int silently(List<String> command) {
    CommandLine line = SpillwayCommand.commandLine();
    line.setOut(new PrintWriter(Writer.nullWriter()));
    line.setErr(new PrintWriter(Writer.nullWriter()));
    return line.execute(command.toArray(String[]::new));
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
