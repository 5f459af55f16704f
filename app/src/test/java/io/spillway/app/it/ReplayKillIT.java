package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay into a file that is killed again and again brings each line once. */
class ReplayKillIT {
  private static final int RECORDS = 60_000;
  private static final int KILLS = 12;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
            groups { all { rules = ["/raw"], sinks {
              out { type = test_rescue, path = "out/out.log", encoder = raw, up = 1h, down = 1h
                    max-attempts = 1, probe-interval = 1h }
            } } }
            """);
  }

  @Test
  void killedReplayRepeatsNoLineAndLosesNone() throws IOException, InterruptedException {
    Random random = new Random(5);
    try (NodeProcess node = node()) {
      node.environment("TEST_RESCUE_START", "down").run();
      node.sendLines(0, 0, RECORDS);
      node.awaitCount("sinks", "out", "rescued", RECORDS);
      node.signal("KILL");
      node.exit();
      node.environment("TEST_RESCUE_START", "up");
      int live = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        node.run();
        node.post("/api/replay?speed_limit=20000");
        node.sendLines(1, live, 100);
        live += 100;
        node.awaitCount("sinks", "out", "delivered", 100);
        int wanted = 1 + random.nextInt(2_000);
        Await.until("some", Duration.ofSeconds(20), () -> replayed(node) >= wanted);
        node.signal("KILL");
        node.exit();
      }
      node.run();
      assertThat(node.command("replay", "run").status()).isZero();
      for (int again = 0; again < 3; again++) {
        assertThat(node.command("replay", "run").err()).contains("nothing to replay");
      }
      node.stop().delivered();
      List<String> out = node.lines("out/out.log");
      assertThat(out).doesNotHaveDuplicates().hasSize(RECORDS + live);
      assertThat(new Sender.Arrived(out, 2).whole()).isEqualTo(RECORDS + live);
      assertThat(Files.exists(node.path("out/out.log.torn"))).isFalse();
    }
  }

  private static long replayed(NodeProcess node) throws IOException, InterruptedException {
    return node.get("/api/replay").json().path("replayed").asLong();
  }
}
