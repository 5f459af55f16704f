package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rescue files come back on command or by themselves. */
class ReplayIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String replay, String start) throws IOException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %%PORT%%, framing = newline } }
            groups { all { rules = ["/raw"], sinks {
              out-1-x { type = test_rescue, path = "out/out.log", encoder = raw, up = 1h, down = 1h
                        max-attempts = 1, probe-interval = 50ms, replay = %s }
            } } }
            """
                .formatted(replay))
        .environment("TEST_RESCUE_START", start);
  }

  private static List<Path> files(NodeProcess node) throws IOException {
    try (var all = Files.list(node.path("data/rescue"))) {
      return all.filter(file -> file.toString().contains(".dat")).sorted().toList();
    }
  }

  @Test
  void whatADrainParkedComesBackByItselfAfterARestart() throws IOException, InterruptedException {
    try (NodeProcess node = node("auto", "down").run()) {
      node.sendLines(0, 0, 20_000);
      node.awaitCount("sinks", "out-1-x", "rescued", 20_000);
      node.stop().rescued("out-1-x", 20_000);
      node.environment("TEST_RESCUE_START", "up").run();
      Await.until("no files", Duration.ofSeconds(20), () -> files(node).isEmpty());
      node.stop().delivered();
      assertThat(new Sender.Arrived(node.lines("out/out.log"), 1).whole()).isEqualTo(20_000);
    }
  }

  @Test
  void sinkThatComesAndGoesGetsEachLineOnce() throws IOException, InterruptedException {
    try (NodeProcess node = node("auto", "up")) {
      node.environment("TEST_RESCUE_UP_MS", "200").environment("TEST_RESCUE_DOWN_MS", "200").run();
      for (int i = 0; i < 10; i++) {
        node.sendLines(0, 2_000 * i, 2_000);
      }
      Await.until(
          "all delivered or replayed",
          Duration.ofSeconds(60),
          () ->
              node.lines("out/out.log").size() >= 20_000
                  && files(node).stream().noneMatch(file -> file.toString().endsWith(".dat")));
      Receipt receipt = node.stop();
      assertThat(receipt.verdict()).isEqualTo("delivered");
      assertThat(node.lines("out/out.log")).hasSize(20_000).doesNotHaveDuplicates();
    }
  }
}
