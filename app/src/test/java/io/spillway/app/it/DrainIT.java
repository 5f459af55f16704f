package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drains that are asked for, that come at the end of input, and that have too little time. */
class DrainIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  private static String slow(String source, int millis, String more) {
    return """
    rules = []
    sources { in { %s } }
    groups { all { rules = ["/raw"], sinks { slow { type = blackhole, sleep-ms = %d } } } }
    %s
    """
        .formatted(source, millis, more);
  }

  private static final String TCP = "type = tcp, rules = [], port = %PORT%";

  @Test
  void endOfInputWaitsForASlowSinkAsLongAsItTakes() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      Files.writeString(node.path("in.log"), lines(400));
      node.configure(slow("type = file, rules = [], paths = [\"in.log\"]", 5, "")).launch("batch");
      Receipt receipt = node.receipt().delivered();
      assertThat(receipt.sink("slow").path("delivered").asLong()).isEqualTo(400);
      assertThat(receipt.json().path("drain_seconds").asDouble()).isPositive();
      assertThat(Duration.between(time(receipt, "started"), time(receipt, "ended")))
          .isGreaterThan(Duration.ofSeconds(2)); // 400 times 5 ms
      assertThat(receipt.json().path("cause").asText()).isEqualTo("end of input");
      assertThat(node.log()).contains("start sink drain", "pending_left=");
    }
  }

  private static Instant time(Receipt receipt, String key) {
    return Instant.parse(receipt.json().path(key).asText());
  }

  @Test
  void signalAtTheEndOfInputSetsTheDeadline() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      Files.writeString(node.path("in.log"), lines(1000));
      node.configure(slow("type = file, rules = [], paths = [\"in.log\"]", 100, ""))
          .launch("batch");
      Await.until(
          "the end of input", Duration.ofSeconds(20), () -> node.log().contains("sources drained"));
      node.signal("TERM");
      long before = node.loggedTimes("sink drain sink=slow pending_left=");
      Await.until(
          "a second of drain",
          Duration.ofSeconds(20),
          () -> node.loggedTimes("sink drain sink=slow pending_left=") > before + 1);
      node.signal("TERM");
      Receipt receipt = node.receipt();
      receipt.rescued("slow", 1000 - receipt.sink("slow").path("delivered").asLong());
    }
  }

  @Test
  void postAnswersTheReceipt() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(slow(TCP, 2, "")).run();
      node.send(lines(300));
      node.awaitCount("sources", "in", "accepted", 300);
      NodeProcess.Answer answer = node.post("/api/drain?wait=true");
      assertThat(answer.status()).isEqualTo(200);
      Receipt receipt = node.receipt().delivered();
      assertThat(answer.json()).isEqualTo(receipt.json());
      assertThat(receipt.sink("slow").path("delivered").asLong()).isEqualTo(300);
    }
  }

  @Test
  void drainCommandEndsAsTheNodeDoes() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(slow(TCP, 1, "")).run();
      node.send(lines(100));
      node.awaitCount("sources", "in", "accepted", 100);
      NodeProcess.Ended drain = node.command("drain", "--json");
      Receipt receipt = node.receipt().delivered();
      assertThat(drain.status()).as(drain.err()).isZero();
      assertThat(drain.out()).contains("\"verdict\":\"delivered\"");
      assertThat(receipt.sink("slow").path("delivered").asLong()).isEqualTo(100);
    }
  }

  @Test
  void drainCommandSaysThatRecordsWereRescued() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(slow(TCP, 100, "drain-timeout = 2s")).run();
      node.send(lines(200));
      node.awaitCount("sources", "in", "accepted", 200);
      NodeProcess.Ended drain = node.command("drain");
      Receipt receipt = node.receipt();
      assertThat(drain.status()).as(drain.err()).isEqualTo(10);
      assertThat(drain.out()).contains("slow pending_left=", "verdict: safe");
      receipt.rescued("slow", 200 - receipt.sink("slow").path("delivered").asLong());
      assertThat(node.log()).contains("rescue file closed sink=slow");
    }
  }

  @Test
  void killedNodeDoesNotSpeakWithTheReceiptOfTheRunBefore()
      throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(slow(TCP, 1, "")).run();
      node.send("of the first run\n");
      node.awaitCount("sources", "in", "accepted", 1);
      node.stop().delivered();
      assertThat(node.command("validate", "--json").out()).contains("receipt.json; earlier runs");
      node.configure(slow(TCP, 60_000, "")).run();
      assertThat(node.path("data/receipt.json")).doesNotExist();
      assertThat(node.path("data/receipt-previous.json")).exists();
      node.send(lines(10));
      node.awaitCount("sources", "in", "accepted", 10);
      var drain = CompletableFuture.supplyAsync(() -> drain(node));
      Await.until(
          "the drain",
          Duration.ofSeconds(20),
          () -> node.loggedTimes("start sink drain cause=") > 1);
      node.signal("KILL");
      NodeProcess.Ended ended = drain.join();
      assertThat(ended.status()).as(ended.out()).isEqualTo(20);
      assertThat(ended.err()).contains("the node ended without a receipt");
      assertThat(node.command("validate", "--json").out())
          .contains("there is no receipt", "or was killed")
          .doesNotContain("PASS");
    }
  }

  private static NodeProcess.Ended drain(NodeProcess node) {
    try {
      return node.command("drain");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void drainsThatMeetEndInOneReceipt() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(slow(TCP, 5, "")).run();
      node.send(lines(200));
      node.awaitCount("sources", "in", "accepted", 200);
      assertThat(node.post("/api/sources/in/pause").status()).isEqualTo(200);
      assertThat(node.post("/api/sinks/slow/pause").status()).isEqualTo(200);
      assertThat(node.post("/api/drain").status()).isEqualTo(202);
      assertThat(node.post("/api/drain").status()).isEqualTo(202);
      JsonNode answered = node.post("/api/drain?wait=true").json();
      Receipt receipt = node.receipt().delivered();
      assertThat(answered).isEqualTo(receipt.json());
      assertThat(node.loggedTimes("start sink drain cause=")).isEqualTo(1);
      assertThat(receipt.sink("slow").path("delivered").asLong()).isEqualTo(200);
    }
  }

  @Test
  void slowerSinkCaseHolds() throws IOException, InterruptedException {
    Process script =
        new ProcessBuilder("../scripts/case_slower_sink.sh").redirectErrorStream(true).start();
    script.getOutputStream().close();
    List<String> said;
    try (var reader = script.inputReader()) {
      said = reader.lines().toList();
    }
    assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .filteredOn(line -> line.startsWith("case slower sink"))
        .as("%s", said)
        .hasSize(3)
        .allMatch(line -> line.endsWith(": ok"));
    assertThat(script.exitValue()).isZero();
  }
}
