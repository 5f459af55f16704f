package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sink would not take is in rescue files, whatever happens to the node. */
class RescueIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String name, String sink, String more) throws IOException {
    return new NodeProcess(folder.resolve(name))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %%PORT%%, framing = newline } }
            groups { all { rules = ["/raw"], sinks {
              good { type = file, path = "out/good.log", encoder = raw }
              out { type = test_rescue, path = "out/out.log", encoder = raw, backoff-base = 10ms, backoff-max = 20ms, %s }
            } } }
            %s
            """
                .formatted(sink, more));
  }

  /** Its sink fails until {@link #unblock}: the folder of its file is a file. */
  private NodeProcess blocked() throws IOException {
    NodeProcess node =
        new NodeProcess(folder.resolve("node"))
            .configure(
                """
                rules = []
                sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
                groups { all { rules = ["/raw"], sinks {
                  out { type = file, path = "blocked/out.log", encoder = raw, max-attempts = 1, probe-interval = 50ms }
                } } }
                """);
    Files.createDirectory(node.path("blocked"));
    return node;
  }

  private static void block(NodeProcess node) throws IOException {
    Files.delete(node.path("blocked"));
    Files.writeString(node.path("blocked"), "not a folder");
  }

  private static void unblock(NodeProcess node) throws IOException, InterruptedException {
    Files.delete(node.path("blocked"));
    Files.createDirectory(node.path("blocked"));
    Await.until(
        "success", Duration.ofSeconds(30), () -> node.log().contains("reconnect success sink=out"));
  }

  private static List<Path> files(NodeProcess node, String folder) throws IOException {
    if (!Files.isDirectory(node.path(folder))) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(node.path(folder))) {
      return all.filter(file -> file.toString().contains(".dat")).sorted().toList();
    }
  }

  /** Records of rescue files of the node, whether they are closed or not; each line is JSON. */
  private static List<String> raws(NodeProcess node, String folder) throws IOException {
    List<String> raws = new ArrayList<>();
    for (Path file : files(node, folder)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        JsonNode record = JSON.readTree(line);
        assertThat(record.path("sink").asText()).isEqualTo("out");
        raws.add(record.path("raw").asText());
      }
    }
    return raws;
  }

  private static Set<String> sent(int count) {
    Set<String> lines = new HashSet<>();
    for (int i = 0; i < count; i++) {
      lines.add(Sender.line(0, i));
    }
    return lines;
  }

  @Test
  void sinkThatIsDownIsGivenUpAndItsRecordsAreKept() throws IOException, InterruptedException {
    try (NodeProcess node = node("node", "up = 0s, max-attempts = 3", "")) {
      node.run();
      node.sendLines(0, 0, 20_000);
      node.awaitCount("sinks", "out", "rescued", 20_000);
      node.awaitCount("sinks", "good", "delivered", 20_000);
      JsonNode status = node.get("/api/status").json();
      assertThat(Receipt.part(status, "sinks", "out").path("state").asText()).isEqualTo("rescuing");
      assertThat(status.path("rescue").path("files").get(0).path("state").asText())
          .isEqualTo("open");
      assertThat(node.command("status").out()).contains("out-", ".dat.lock", "20,000");
      assertThat(node.command("ledger").out()).contains("held");
      assertThat(node.log())
          .contains(
              "reconnect sink=out attempt=1/3 reason=unavailable next_in=",
              "reconnect failed sink=out attempt=3/3",
              "retrying -> rescuing");
      Receipt receipt = node.stop().rescued("out", 20_000);
      assertThat(receipt.json().path("drain_seconds").asDouble()).isLessThan(2);
      assertThat(raws(node, "data/rescue")).hasSize(20_000).containsAll(sent(20_000));
      assertThat(files(node, "data/rescue")).allMatch(file -> file.toString().endsWith(".dat"));
    }
  }

  @Test
  void sinkThatComesBackGetsWhatComesThen() throws IOException, InterruptedException {
    try (NodeProcess node = blocked().run()) {
      block(node);
      node.sendLines(0, 0, 100);
      node.awaitCount("sinks", "out", "rescued", 100);
      unblock(node);
      node.sendLines(0, 100, 100);
      node.awaitCount("sinks", "out", "delivered", 100);
      assertThat(files(node, "data/rescue")).allMatch(file -> file.toString().endsWith(".dat"));
      node.stop().rescued("out", 100);
      assertThat(node.lines("blocked/out.log")).hasSize(100).first().isEqualTo(Sender.line(0, 100));
    }
  }

  @Test
  void rejectedRecordsAreKeptApartAndTheOthersDelivered() throws IOException, InterruptedException {
    try (NodeProcess node = node("node", "up = 0s, failure = reject-some", "")) {
      node.run();
      node.sendLines(0, 0, 1000);
      node.awaitCount("sinks", "good", "delivered", 1000);
      Await.until(
          "all ended",
          Duration.ofSeconds(20),
          () ->
              node.count("sinks", "out", "offered") == 1000
                  && node.count("sinks", "out", "in_flight") == 0);
      Receipt receipt = node.stop();
      long rejected = receipt.sink("out").path("rejected").asLong();
      assertThat(rejected).isPositive();
      assertThat(receipt.sink("out").path("delivered").asLong()).isEqualTo(1000 - rejected);
      assertThat(receipt.verdict()).isEqualTo("safe");
      assertThat(receipt.status()).isEqualTo(10);
      List<String> kept = raws(node, "data/rescue/rejected");
      assertThat(kept).hasSize((int) rejected);
      assertThat(Files.readString(files(node, "data/rescue/rejected").get(0)))
          .contains("\"reason\":\"payload_rejected\"", "test_rescue rejects each tenth record");
      Set<String> all = new HashSet<>(kept);
      all.addAll(node.lines("out/out.log"));
      assertThat(all).isEqualTo(sent(1000));
    }
  }

  @Test
  void killedNodeLosesNothingItRescuedAndItsSuccessorAdoptsIt()
      throws IOException, InterruptedException {
    try (NodeProcess node = node("node", "up = 0s, max-attempts = 1", "")) {
      node.run();
      List<Sender> senders = Sender.start(node, 2, Long.MAX_VALUE);
      Await.until(
          "a load", Duration.ofSeconds(20), () -> node.count("sinks", "out", "rescued") > 50_000);
      long atLeast = node.count("sinks", "out", "rescued");
      node.signal("KILL");
      node.exit();
      Sender.joinAll(senders);
      Path left = files(node, "data/rescue").get(0);
      assertThat(left.toString()).endsWith(".dat.lock");
      Files.writeString(left, "{\"id\":\"torn", java.nio.file.StandardOpenOption.APPEND);

      node.run();
      assertThat(node.log()).contains("rescue adopted file=", "torn_bytes=");
      JsonNode ledger = node.ledger();
      long found = Receipt.part(ledger.path("rescue"), "stores", "rescue").path("found").asLong();
      assertThat(found).isGreaterThanOrEqualTo(atLeast);
      assertThat(ledger.path("balanced").asBoolean()).isTrue();
      Receipt receipt = node.stop();
      assertThat(receipt.verdict()).isEqualTo("safe");
      assertThat(receipt.status()).isEqualTo(10);
      List<Path> closed =
          files(node, "data/rescue").stream().filter(f -> f.toString().endsWith(".dat")).toList();
      long lines = 0;
      for (Path file : closed) {
        lines += Files.readAllLines(file, StandardCharsets.UTF_8).size();
      }
      assertThat(lines).isEqualTo(found);
      assertThat(files(node, "data/rescue")).anyMatch(f -> f.toString().endsWith(".dat.torn"));
    }
  }

  @Test
  void secondNodeOnTheFolderDoesNotStart() throws IOException, InterruptedException {
    try (NodeProcess first = node("first", "up = 1s, down = 0s", "").run();
        NodeProcess second =
            node(
                "second",
                "up = 1s, down = 0s",
                "rescue { folder = \"" + first.path("data/rescue") + "\" }")) {
      second.launch("run");
      assertThat(second.exit()).isEqualTo(78);
      assertThat(second.log())
          .contains("can't start: rescue folder", "is in use by process")
          .contains(first.path("data/rescue").toString());
      first.stop().delivered();
    }
  }

  @Test
  void hangingSinkIsRescuedAtTheDeadline() throws IOException, InterruptedException {
    try (NodeProcess node = node("node", "up = 0s, failure = hang", "drain-timeout = 1s")) {
      node.run();
      node.sendLines(0, 0, 500);
      node.awaitCount("sinks", "good", "delivered", 500);
      Receipt receipt = node.stop().rescued("out", 500);
      assertThat(receipt.json().path("drain_seconds").asDouble()).isLessThan(5);
    }
  }

  @Test
  void replayBringsRescuedRecordsBackInOrderEachOnce() throws IOException, InterruptedException {
    try (NodeProcess node = blocked().run()) {
      block(node);
      node.sendLines(0, 0, 30_000);
      node.awaitCount("sinks", "out", "rescued", 30_000);
      unblock(node);
      NodeProcess.Ended ls = node.command("rescue", "ls");
      assertThat(ls.out()).contains("30,000", "closed");
      NodeProcess.Ended replay = node.command("replay", "run");
      assertThat(replay.status()).as(replay.out() + replay.err()).isZero();
      assertThat(replay.out()).contains("replay done: 30,000 of 30,000 records, 0 rejected");
      assertThat(files(node, "data/rescue")).isEmpty();
      assertThat(node.command("replay", "status").out()).contains("replay done");
      NodeProcess.Ended again = node.command("replay", "run");
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.err()).contains("nothing to replay in " + node.path("data/rescue"));
      assertThat(node.log())
          .contains(
              "recover begin",
              "recover file: ",
              "recover begin! file : ",
              "recover end! clean file : ");
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.json().path("rescue_files")).isEmpty();
      assertThat(new Sender.Arrived(node.lines("blocked/out.log"), 1).whole()).isEqualTo(30_000);
    }
  }

  @Test
  void replayStoppedByAStopGoesOnInTheNextRun() throws IOException, InterruptedException {
    try (NodeProcess node = blocked().run()) {
      block(node);
      node.sendLines(0, 0, 2_000);
      node.awaitCount("sinks", "out", "rescued", 2_000);
      unblock(node);
      NodeProcess.Ended run = node.command("replay", "run", "--speed-limit", "500", "--no-wait");
      assertThat(run.status()).as(run.err()).isZero();
      Await.until(
          "some",
          Duration.ofSeconds(10),
          () -> node.get("/api/replay").json().path("replayed").asLong() >= 200);
      Receipt receipt = node.stop();
      long left =
          Receipt.part(receipt.json().path("ledger").path("rescue"), "stores", "rescue")
              .path("held")
              .asLong();
      assertThat(left).isBetween(1L, 1_800L);
      assertThat(receipt.status()).isEqualTo(10);

      node.run();
      assertThat(node.command("replay", "run").status()).isZero();
      node.stop().delivered();
      assertThat(new Sender.Arrived(node.lines("blocked/out.log"), 1).whole()).isEqualTo(2_000);
    }
  }
}
