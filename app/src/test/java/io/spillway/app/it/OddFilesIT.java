package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Paths that lead to something else than a file that may be read: said, and the others are read.
 */
class OddFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** As whoever starts it; of root what makes permissions count for nothing is taken. */
  private static final String START =
      """
      drop=
      if [ "$(id -u)" = 0 ]; then
        drop="setpriv --inh-caps -all --bounding-set -dac_override,-dac_read_search"
      fi
      exec $drop spillway COMMAND
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String source) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    node.configure(
        """
        rules = []
        sources { odd { type = file, rules = [], SOURCE } }
        groups { all { rules = ["/raw"], sinks {
          all { type = file, path = "out/all.log", encoder = raw }
        } } }
        """
            .replace("SOURCE", source));
    Path in = node.path("in");
    Files.createDirectories(in.resolve("d.log"));
    Files.writeString(node.path("real.txt"), "by a link\n");
    Files.createSymbolicLink(in.resolve("link.log"), node.path("real.txt"));
    Files.createSymbolicLink(in.resolve("gone.log"), node.path("nowhere"));
    Files.createSymbolicLink(in.resolve("loop.log"), in.resolve("loop.log"));
    Files.writeString(in.resolve("plain.log"), "plain\n");
    Files.writeString(in.resolve("secret.log"), "not for us\n");
    Files.setPosixFilePermissions(
        in.resolve("secret.log"), PosixFilePermissions.fromString("---------"));
    assertThat(new ProcessBuilder("mkfifo", in.resolve("pipe.log").toString()).start().waitFor())
        .isZero();
    return node;
  }

  @Test
  void batchReadsWhatCanBeReadAndNamesTheRest() throws IOException, InterruptedException {
    String paths =
        """
        paths = ["in/d.log", "in/link.log", "in/gone.log", "in/loop.log", "in/plain.log",
          "in/secret.log", "in/pipe.log", "in/plain.log/below"]\
        """;
    try (NodeProcess node = node(paths)) {
      node.launchFrom(node.path(""), START.replace("COMMAND", "batch"));
      assertThat(node.exit()).isEqualTo(66);
      assertThat(node.lines("out/all.log")).containsExactlyInAnyOrder("by a link", "plain");
      assertThat(node.log())
          .contains("d.log source=odd: is no regular file")
          .contains("pipe.log source=odd: is no regular file")
          .contains("gone.log source=odd: no such file")
          .contains("secret.log source=odd: permission denied")
          .contains("can't open file " + node.path("in/loop.log"))
          .contains("can't open file " + node.path("in/plain.log/below"));
      assertThat(node.lines("data/receipt.json").toString())
          .contains("\"verdict\":\"delivered\"")
          .contains("\"reasons\":{\"permission_denied\":1,\"io_error\":5}");
    }
  }

  @Test
  void followedFilesAreThoseThatCanBeReadAndARightIsNoticed()
      throws IOException, InterruptedException {
    try (NodeProcess node = node("mode = follow, paths = [\"in/*.log\"]")) {
      node.launchFrom(node.path(""), START.replace("COMMAND", "run")).awaitReady();
      node.awaitCount("sinks", "all", "delivered", 2);
      Await.until(
          "told", PATIENCE, () -> node.log().contains("secret.log source=odd: permission denied"));
      assertThat(node.log())
          .contains("gone.log source=odd: is no regular file")
          .contains("loop.log source=odd: is no regular file")
          .contains("pipe.log source=odd: is no regular file");
      Files.setPosixFilePermissions(
          node.path("in/secret.log"), PosixFilePermissions.fromString("r--------"));
      Files.writeString(node.path("nowhere"), "there now\n");
      node.awaitCount("sinks", "all", "delivered", 4);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).contains("not for us", "there now");
      assertThat(node.loggedTimes("pipe.log source=odd")).isEqualTo(1);
    }
  }

  @Test
  void sinkWhosePathIsAFolderWaitsAndALinkIsFollowed() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
          """
          rules = []
          sources { net { type = tcp, rules = [], port = %PORT% } }
          groups { all { rules = ["/raw"], sinks {
            link { type = file, path = "out/link.log", encoder = raw }
            dir { type = file, path = "out/dir.log", encoder = raw, backoff-base = 20ms, backoff-max = 50ms, on-failure = retry }
          } } }
          """);
      Files.createDirectories(node.path("out/dir.log"));
      Files.createSymbolicLink(node.path("out/link.log"), node.path("real.txt"));
      node.run();
      node.sendLines(0, 0, 100);
      node.awaitCount("sinks", "link", "delivered", 100);
      assertThat(node.lines("real.txt")).hasSize(100);
      Await.until("it says why", PATIENCE, () -> node.log().contains("Is a directory"));
      Files.delete(node.path("out/dir.log"));
      node.awaitCount("sinks", "dir", "delivered", 100);
      Files.move(node.path("real.txt"), node.path("moved.txt"));
      Files.createDirectory(node.path("real.txt"));
      Await.until(
          "the move is noticed",
          PATIENCE,
          () -> {
            node.sendLines(0, 100, 1);
            return node.log().contains("file was moved or deleted");
          });
      Files.delete(node.path("real.txt"));
      Receipt receipt = node.stop();
      assertThat(receipt.verdict()).isIn("delivered", "safe");
      assertThat(receipt.sink("link").path("undelivered").asLong()).isZero();
    }
  }
}
