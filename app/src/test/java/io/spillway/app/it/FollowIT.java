package io.spillway.app.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that grow are followed over rotation, stops and kills, and no line is lost. */
class FollowIT {
  private static final int LINES = 2000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final Set<String> written = new HashSet<>();

  private NodeProcess node() throws IOException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { app { type = file, mode = follow, rules = [], paths = ["in/app.log*"] } }
            groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
            """);
  }

  private static void write(NodeProcess node, Set<String> written, int lines) throws IOException {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      text.add("line %08d of a program that logs".formatted(written.size() + i));
    }
    Files.createDirectories(node.path("in"));
    Files.write(
        node.path("in/app.log"),
        text,
        ISO_8859_1,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    written.addAll(text);
  }

  private static void rename(NodeProcess node, int to) throws IOException {
    Files.move(node.path("in/app.log"), node.path("in/app.log." + to));
  }

  private void awaitAll(NodeProcess node) throws InterruptedException, IOException {
    Await.until(
        "all lines",
        Duration.ofSeconds(40),
        () -> new HashSet<>(node.lines("out/all.log")).equals(written));
  }

  private static JsonNode follow(NodeProcess node) throws IOException, InterruptedException {
    return node.get("/api/status").json().path("sources").path(0).path("follow");
  }

  @Test
  void killLosesNoLineAndAStopRepeatsNone() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      node.run();
      write(node, written, LINES);
      awaitAll(node);
      for (int i = 1; i <= 5; i++) {
        write(node, written, LINES);
        rename(node, i);
        write(node, written, LINES);
        if (i == 3) {
          node.signal("KILL");
          node.exit();
          write(node, written, LINES);
          rename(node, 30);
          write(node, written, LINES);
          node.run();
        }
        Await.until(
            "the rotated file is noticed",
            Duration.ofSeconds(20),
            () -> new HashSet<>(node.lines("out/all.log")).equals(written));
      }
      assertThat(follow(node).path("rotated").asLong()).isPositive();
      Await.until(
          "nothing is behind",
          Duration.ofSeconds(10),
          () -> follow(node).path("behind_bytes").asLong() == 0);
      Await.until(
          "metrics",
          Duration.ofSeconds(10),
          () -> node.get("/metrics").body().contains("spillway_follow_behind_bytes{"));
      assertThat(node.command("status").out()).contains("followed").contains("app");
      node.stop().delivered();

      List<String> before = node.lines("out/all.log");
      write(node, written, 10);
      node.run();
      awaitAll(node);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).hasSize(before.size() + 10);
    }
  }

  @Test
  void truncationIsCountedAndTheFileGoesOn() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      node.run();
      write(node, written, LINES);
      awaitAll(node);
      Files.write(node.path("in/app.log"), new byte[0]);
      write(node, written, LINES);
      awaitAll(node);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("app").path("reasons").path("file_truncated").asLong())
          .isEqualTo(1);
      assertThat(node.log()).contains("was truncated");
    }
  }

  @Test
  void batchRefusesASourceThatNeverEnds() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      NodeProcess.Ended batch = node.command("batch");
      assertThat(batch.status()).isEqualTo(78);
      assertThat(batch.err()).contains("sources.app.mode").contains("follow");
    }
  }

  @Test
  void checkSaysWhatCannotBeFollowed() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      node.configure(
          """
          rules = []
          sources { app { type = file, mode = follow, rules = [], paths = ["gone/*.log", "dir"] } }
          groups { all { rules = ["/raw"], sinks { all { type = blackhole } } } }
          """);
      Files.createDirectories(node.path("dir"));
      NodeProcess.Ended check = node.command("check");
      assertThat(check.status()).isEqualTo(78);
      assertThat(check.err() + check.out())
          .contains("sources.app.paths")
          .contains("gone: no such folder")
          .contains("dir: is no regular file");
    }
  }
}
