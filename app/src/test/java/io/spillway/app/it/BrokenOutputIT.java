package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of an output becomes read-only, is replaced by something else, or its disk is full,
 * under live records and in the middle of a replay: what does not fit is rescued or waits, and each
 * line is delivered once.
 */
class BrokenOutputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int REPLAYED = 8_000;

  /** Of root what makes permissions count for nothing is taken. */
  private static final String START =
      """
      drop=
      if [ "$(id -u)" = 0 ]; then
        drop="setpriv --inh-caps -all --bounding-set -dac_override,-dac_read_search"
      fi
      exec $drop spillway run
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private int kept;
  private int sent;

  /** What befalls the output; what was in it is kept aside first. */
  enum Mishap {
    READ_ONLY("permission_denied") {
      @Override
      void befall(Path out) throws IOException {
        permit(out, "r-xr-xr-x");
      }

      @Override
      void end(Path out) throws IOException {
        permit(out, "rwxr-xr-x");
      }
    },
    REMOVED("io_error") {
      @Override
      void befall(Path out) throws IOException {
        Files.delete(out);
        Files.writeString(out, "not a folder");
      }

      @Override
      void end(Path out) throws IOException {
        Files.delete(out);
      }
    },
    FULL("disk_full") {
      @Override
      void befall(Path out) throws IOException {
        Files.createSymbolicLink(out.resolve("out.log"), Path.of("/dev/full"));
      }

      @Override
      void end(Path out) throws IOException {
        Files.delete(out.resolve("out.log"));
      }
    };

    private final String reason;

    Mishap(String reason) {
      this.reason = reason;
    }

    abstract void befall(Path out) throws IOException;

    abstract void end(Path out) throws IOException;

    private static void permit(Path folder, String mode) throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
  }

  private NodeProcess node() throws IOException, InterruptedException {
    NodeProcess node =
        new NodeProcess(folder.resolve("node"))
            .configure(
                """
                rules = []
                sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
                groups { all { rules = ["/raw"], sinks { out {
                  type = file, path = "out/out.log", encoder = raw, max-attempts = 1, probe-interval = 20ms
                } } } }
                """);
    Files.createDirectories(node.path("kept"));
    return node.launchFrom(node.path(""), START).awaitReady();
  }

  private void befall(Mishap mishap, NodeProcess node) throws IOException {
    Files.move(node.path("out/out.log"), node.path("kept/" + kept++));
    mishap.befall(node.path("out"));
  }

  private void send(NodeProcess node, int lines) throws IOException {
    node.sendLines(0, sent, lines);
    sent += lines;
  }

  private static String replay(NodeProcess node) throws IOException, InterruptedException {
    return node.get("/api/replay").json().path("state").asText();
  }

  private static boolean runs(NodeProcess node) throws IOException, InterruptedException {
    return Receipt.part(node.get("/api/status").json(), "sinks", "out")
        .path("state")
        .asText()
        .equals("running");
  }

  @Test
  void noLineIsLostOrComesTwice() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      for (Mishap mishap : Mishap.values()) {
        underLiveRecords(mishap, node);
        inAReplay(mishap, node);
        assertThat(node.log()).contains("reason=" + mishap.reason);
      }
      node.stop().delivered();
      List<String> lines = outputs(node);
      Collections.sort(lines);
      assertThat(lines)
          .isEqualTo(IntStream.range(0, sent).mapToObj(i -> Sender.line(0, i)).toList());
    }
  }

  private void underLiveRecords(Mishap mishap, NodeProcess node)
      throws IOException, InterruptedException {
    long before = node.count("sinks", "out", "rescued");
    send(node, 1_000);
    node.awaitCount("sinks", "out", "delivered", sent - before);
    befall(mishap, node);
    Await.until(
        "it is noticed",
        PATIENCE,
        () -> {
          send(node, 10);
          return node.count("sinks", "out", "rescued") > before;
        });
    send(node, REPLAYED);
    Await.until(
        "all rescued", PATIENCE, () -> node.count("sinks", "out", "rescued") >= before + REPLAYED);
    mishap.end(node.path("out"));
    Await.until("it works again", PATIENCE, () -> runs(node));
  }

  private void inAReplay(Mishap mishap, NodeProcess node) throws IOException, InterruptedException {
    Await.until(
        "it begins", PATIENCE, () -> node.post("/api/replay?speed_limit=10000").status() == 200);
    Await.until(
        "some are replayed",
        PATIENCE,
        () -> node.get("/api/replay").json().path("replayed").asLong() > 100);
    befall(mishap, node);
    Await.until("it waits", PATIENCE, () -> replay(node).equals("waiting"));
    mishap.end(node.path("out"));
    Await.until("it goes on to its end", PATIENCE, () -> replay(node).equals("done"));
  }

  private static List<String> outputs(NodeProcess node) throws IOException {
    List<String> lines = new ArrayList<>(node.lines("out/out.log"));
    try (Stream<Path> kept = Files.list(node.path("kept"))) {
      for (Path file : (Iterable<Path>) kept::iterator) {
        lines.addAll(node.lines("kept/" + file.getFileName()));
      }
    }
    return lines;
  }
}
