package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks that fail, by their {@code on-failure}. The folder of their file is a file at first. */
class SinkFailureIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String onFailure) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    node.configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT% } }
            groups { all { rules = ["/raw"], sinks {
              good { type = file, path = "out/good.log", encoder = raw }
              bad { type = file, path = "blocked/bad.log", encoder = raw, backoff-base = 20ms, backoff-max = 50ms, on-failure = ONFAILURE }
            } } }
            """
                .replace("ONFAILURE", onFailure))
        .run();
    Files.writeString(node.path("blocked"), "not a folder");
    return node;
  }

  @Test
  void stopDrainsTheNodeAndRescuesWhatIsLeft() throws IOException, InterruptedException {
    try (NodeProcess node = node("stop")) {
      node.sendLines(0, 0, 300);
      Receipt receipt = node.receipt();
      assertThat(receipt.source("net").path("accepted").asLong()).isEqualTo(300);
      receipt.rescued("bad", 300);
      assertThat(receipt.sink("bad").path("reasons").path("io_error").asLong()).isEqualTo(300);
      assertThat(receipt.sink("good").path("delivered").asLong()).isEqualTo(300);
      assertThat(receipt.json().path("cause").asText()).isEqualTo("sink bad: io_error");
      assertThat(node.log()).contains("on-failure is stop");
    }
  }

  @Test
  void tolerateDiscardsAndHarmsNobody() throws IOException, InterruptedException {
    try (NodeProcess node = node("tolerate")) {
      node.sendLines(0, 0, 5000);
      node.awaitCount("sinks", "good", "delivered", 5000);
      node.awaitCount("sinks", "bad", "discarded", 5000);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.sink("bad").path("reasons").path("io_error").asLong()).isEqualTo(5000);
      assertThat(new Sender.Arrived(node.lines("out/good.log"), 1).whole()).isEqualTo(5000);
    }
  }

  @Test
  void retryGoesOnUntilTheSinkWorks() throws IOException, InterruptedException {
    try (NodeProcess node = node("retry")) {
      node.sendLines(0, 0, 5000);
      node.awaitCount("sinks", "good", "delivered", 5000);
      Await.until(
          "three retries",
          Duration.ofSeconds(10),
          () -> node.loggedTimes("reconnect sink=bad attempt=") >= 3);
      assertThat(node.count("sinks", "bad", "in_flight")).isEqualTo(5000);
      Files.delete(node.path("blocked"));
      Files.createDirectory(node.path("blocked"));
      node.awaitCount("sinks", "bad", "delivered", 5000);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.sink("bad").path("retries").asLong()).isPositive();
      assertThat(node.log()).contains("reconnect success sink=bad");
      assertThat(new Sender.Arrived(node.lines("blocked/bad.log"), 1).whole()).isEqualTo(5000);
    }
  }

  @Test
  void sinkThatWorksAgainDuringTheDrainGetsAll() throws IOException, InterruptedException {
    try (NodeProcess node = node("retry")) {
      node.sendLines(0, 0, 100);
      node.awaitCount("sinks", "good", "delivered", 100);
      node.signal("TERM");
      Await.until(
          "draining", Duration.ofSeconds(10), () -> node.log().contains("start sink drain sink="));
      Files.delete(node.path("blocked"));
      Files.createDirectory(node.path("blocked"));
      Receipt receipt = node.receipt().delivered();
      assertThat(receipt.sink("bad").path("delivered").asLong()).isEqualTo(100);
    }
  }
}
