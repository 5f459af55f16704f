package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output that may grow no more: other sinks go on, its records wait or are rescued. */
class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  /** Its file is the device that is always full. */
  private NodeProcess node(String onFailure) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    node.configure(
        """
        rules = []
        sources { net { type = tcp, rules = [], port = %PORT% } }
        groups { all { rules = ["/raw"], sinks {
          good { type = blackhole }
          full { type = file, path = "out/full.log", encoder = raw, backoff-base = 20ms, backoff-max = 50ms, on-failure = ONFAILURE }
        } } }
        """
            .replace("ONFAILURE", onFailure));
    Files.createDirectories(node.path("out"));
    Files.createSymbolicLink(node.path("out/full.log"), Path.of("/dev/full"));
    return node.run();
  }

  @Test
  void recordsWaitUntilThereIsRoomAgain() throws IOException, InterruptedException {
    try (NodeProcess node = node("retry")) {
      node.sendLines(0, 0, 20_000);
      node.awaitCount("sinks", "good", "delivered", 20_000);
      Await.until(
          "three retries", PATIENCE, () -> node.loggedTimes("reason=disk_full next_in=") >= 3);
      assertThat(node.count("sinks", "full", "in_flight")).isEqualTo(20_000);
      Files.delete(node.path("out/full.log"));
      node.awaitCount("sinks", "full", "delivered", 20_000);
      node.stop().delivered();
      assertThat(node.log()).contains("reconnect success sink=full").doesNotContain("cut back");
      assertThat(new Sender.Arrived(node.lines("out/full.log"), 1).whole()).isEqualTo(20_000);
    }
  }

  @Test
  void recordsAreRescuedUnderTheirReasonAndLaterOnesDelivered()
      throws IOException, InterruptedException {
    try (NodeProcess node = node("rescue")) {
      node.sendLines(0, 0, 6_000);
      node.awaitCount("sinks", "full", "rescued", 6_000);
      assertThat(node.count("sinks", "good", "delivered")).isEqualTo(6_000);
      Files.delete(node.path("out/full.log"));
      Await.until(
          "it works again", PATIENCE, () -> node.log().contains("sink full rescuing -> running"));
      node.sendLines(0, 6_000, 100);
      node.awaitCount("sinks", "full", "delivered", 100);
      Receipt receipt = node.stop().rescued("full", 6_000);
      assertThat(receipt.sink("full").path("reasons").path("disk_full").asLong()).isEqualTo(6_000);
      assertThat(node.lines("out/full.log")).hasSize(100);
    }
  }
}
