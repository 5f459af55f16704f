package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stop under load loses nothing that was accepted, and says what it could not deliver. */
class StopIT {
  private static final int CONNECTIONS = 4;
  private static final String RAW_FILE =
      """
      rules = []
      sources { net { type = tcp, rules = [], port = %PORT%, framing = newline, linger = 500ms } }
      groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @ParameterizedTest
  @MethodSource("io.spillway.app.it.Jdk#all")
  void termUnderLoadAccountsForAllThatWasAccepted(Jdk jdk)
      throws IOException, InterruptedException {
    System.out.println("StopIT runs the node on " + jdk);
    stopUnderLoad(jdk, "TERM");
  }

  @Test
  void interruptUnderLoadAccountsForAllThatWasAccepted() throws IOException, InterruptedException {
    stopUnderLoad(Jdk.own(), "INT");
  }

  private void stopUnderLoad(Jdk jdk, String signal) throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"), jdk)) {
      node.configure(RAW_FILE).run();
      List<Sender> senders = Sender.start(node, CONNECTIONS, Long.MAX_VALUE);
      Await.until(
          "a load",
          Duration.ofSeconds(20),
          () -> node.count("sources", "net", "accepted") > 200_000);
      node.signal(signal);
      Receipt receipt = node.receipt();
      Sender.joinAll(senders);
      long rescued = receipt.sink("all").path("rescued").asLong();
      if (rescued > 0) { // only what a full queue would have held the sources up with
        receipt.rescued("all", rescued);
        assertThat(receipt.sink("all").path("reasons").toString())
            .isEqualTo("{\"queue_full\":%d}".formatted(rescued));
      } else {
        receipt.delivered();
      }

      assertThat(receipt.json().path("cause").asText()).isEqualTo("SIG" + signal);
      assertThat(receipt.json().path("connections_cut_while_sending").asInt())
          .isEqualTo(CONNECTIONS);
      Sender.Arrived arrived = new Sender.Arrived(node.lines("out/all.log"), CONNECTIONS);
      assertThat(arrived.whole() + arrived.incomplete() + rescued)
          .isEqualTo(receipt.source("net").path("accepted").asLong());
      // A tail that lacks nothing but its line feed looks whole.
      assertThat(receipt.source("net").path("reasons").path("incomplete").asLong())
          .isBetween(arrived.incomplete(), (long) CONNECTIONS);
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(senders.get(i).wasCut()).isTrue();
        assertThat(arrived.of(i)).isPositive();
      }
    }
  }

  @Test
  void secondTermEndsTheWaitAndRescuesWhatIsLeft() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources { net { type = tcp, rules = [], port = %PORT% } }
              groups { all { rules = ["/raw"], sinks { hole { type = blackhole, sleep-ms = 100 } } } }
              """)
          .run();
      node.sendLines(0, 0, 500);
      node.awaitCount("sources", "net", "accepted", 500);
      node.signal("TERM");
      Await.until(
          "a second of drain",
          Duration.ofSeconds(10),
          () -> node.loggedTimes("sink drain sink=hole pending_left=") > 1);
      node.signal("TERM");
      Receipt receipt = node.receipt();
      long delivered = receipt.sink("hole").path("delivered").asLong();
      assertThat(delivered).isLessThan(500);
      receipt.rescued("hole", 500 - delivered);
      assertThat(receipt.sink("hole").path("reasons").path("drain_deadline").asLong())
          .isEqualTo(500 - delivered);
      assertThat(receipt.json().path("drain_seconds").asDouble()).isLessThan(10);
    }
  }

  @Test
  void termThatComesTwiceAtOnceCountsOnce() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources { net { type = tcp, rules = [], port = %PORT% } }
              groups { all { rules = ["/raw"], sinks { hole { type = blackhole, sleep-ms = 10 } } } }
              """)
          .run();
      node.sendLines(0, 0, 100);
      node.awaitCount("sources", "net", "accepted", 100);
      node.signal("TERM", "TERM");
      node.receipt().delivered();
    }
  }

  @Test
  void stopOfAnIdleNodeClosesConnectionsThatStayOpen() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(RAW_FILE).run();
      try (var open = node.connect()) {
        open.getOutputStream().write("one\ntail".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Await.until(
            "accepted", Duration.ofSeconds(10), () -> node.count("sinks", "all", "delivered") == 1);
        Receipt receipt = node.stop().delivered();
        assertThat(receipt.json().path("connections_cut_while_sending").asInt()).isZero();
        assertThat(receipt.source("net").path("reasons").path("incomplete").asInt()).isEqualTo(1);
        assertThat(open.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(node.lines("out/all.log")).containsExactly("one", "tail");
    }
  }
}
