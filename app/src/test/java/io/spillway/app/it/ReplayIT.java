package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    return configure(node, replay, "up = 1h, down = 1h").environment("TEST_RESCUE_START", start);
  }

  private static NodeProcess configure(NodeProcess node, String replay, String health)
      throws IOException {
    return node.configure(
        """
        rules = []
        sources { net { type = tcp, rules = [], port = %%PORT%%, framing = newline } }
        groups { all { rules = ["/raw"], sinks {
          out-1-x { type = test_rescue, path = "out/out.log", encoder = raw, %s
                    max-attempts = 1, probe-interval = 50ms, replay = %s }
        } } }
        """
            .formatted(health, replay));
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

  /** Sends these while the sink is down, and stops the node: they are in closed files then. */
  private static void park(NodeProcess node, int records) throws IOException, InterruptedException {
    node.environment("TEST_RESCUE_START", "down").run();
    node.sendLines(0, 0, records);
    node.awaitCount("sinks", "out-1-x", "rescued", records);
    node.stop().rescued("out-1-x", records);
    node.environment("TEST_RESCUE_START", "up");
  }

  @Test
  void planSaysWhatAReplayWouldDoAndWhyThereIsNothing() throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 5_000);
      Path other = node.path("data/rescue/out-1y-2026-11-21_08:00:00.dat");
      Files.copy(files(node).get(0), other);
      node.run();
      Await.until(
          "counted",
          Duration.ofSeconds(20),
          () -> node.command("replay", "plan").out().contains("5,000"));
      NodeProcess.Ended plan = node.command("replay", "plan", "--speed-limit", "100");
      assertThat(plan.status()).isZero();
      assertThat(plan.out())
          .contains(
              "rescue files in " + node.path("data/rescue"),
              "5,000 records",
              "about 50 s at 100/s",
              "left: " + other + ": no sink is named out-1y; did you mean out-1-x?");
      NodeProcess.Ended none = node.command("replay", "plan", "--reason", "timeout");
      assertThat(none.status()).isEqualTo(1);
      assertThat(none.err())
          .contains("no record is meant of those in 1 files in " + node.path("data/rescue"));
      NodeProcess.Ended unknown = node.command("replay", "plan", "--sink", "nobody");
      assertThat(unknown.err()).contains("nothing to replay in " + node.path("data/rescue"));
      NodeProcess.Ended wrong = node.command("replay", "run", "--reason", "timout");
      assertThat(wrong.status()).isEqualTo(64);
      assertThat(wrong.err()).contains("did you mean timeout?");
      assertThat(node.command("replay", "run", "--until", "1h").err()).contains("no record");
      assertThat(node.command("replay", "run", "--reason", "unavailable").status()).isZero();
      assertThat(node.command("replay", "run", "--to", "out-1-x").status()).isZero();
      node.stop().delivered();
      assertThat(node.lines("out/out.log")).hasSize(10_000);
    }
  }

  @Test
  void daemonBringsBackWhatIsThereWithoutTheSources() throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 5_000);
      NodeProcess.Ended once = node.command("rescue", "daemon", "--once");
      assertThat(once.status()).as(once.out() + once.err()).isZero();
      assertThat(new Sender.Arrived(node.lines("out/out.log"), 1).whole()).isEqualTo(5_000);
      assertThat(files(node)).isEmpty();
      String log = Files.readString(node.path("logs/rescue.log"));
      int at = 0;
      for (String line :
          List.of(
              "recover begin",
              "recover file: ",
              "recover begin! file : ",
              "recover end! clean file : ",
              "recover end ")) {
        at = log.indexOf(line, at);
        assertThat(at).as(line).isNotNegative();
      }
      assertThat(node.lines("data/receipt.json").toString()).contains("\"source\":");
      assertThat(node.lines("data/rescue-receipt.json").toString()).contains("\"sources\":[]");
      NodeProcess.Ended nothing = node.command("rescue", "daemon", "--once");
      assertThat(nothing.status()).isZero();
      assertThat(Files.readString(node.path("logs/rescue.log"))).contains("nothing to replay in");
    }
  }

  private static long held(JsonNode ledger) {
    JsonNode store = Receipt.part(ledger.path("rescue"), "stores", "rescue");
    assertThat(store.path("found").asLong())
        .isEqualTo(store.path("replayed").asLong() + store.path("held").asLong());
    return store.path("held").asLong();
  }

  /** Each second delivery fails, so that it takes long enough to be stopped midway. */
  @Test
  void replayStoppedMidwayBySignalsGoesOnEachTimeAndDeliversEachLineOnce()
      throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 100_000);
      configure(node, "manual", "every-n = 2");
      long before = 100_000;
      for (String signal : List.of("USR1", "INT", "TERM")) {
        NodeProcess.Ended listed = node.command("rescue", "ls", "--json");
        assertThat(listed.out()).contains("\"records\":" + before);
        node.launch("rescue", "daemon", "--json").awaitReady();
        long most = before;
        Await.until(
            "some are replayed",
            Duration.ofSeconds(30),
            () -> node.get("/api/replay").json().path("replayed").asLong() > 0);
        long during = held(node.ledger());
        assertThat(during).isLessThan(most);
        node.signal(signal);
        Receipt receipt = node.receipt();
        assertThat(receipt.status()).as("midway at " + signal).isEqualTo(10);
        long after = held(receipt.json().path("ledger"));
        assertThat(after).isBetween(1L, during);
        assertThat(node.lines("out/out.log")).hasSize((int) (100_000 - after));
        before = after;
      }
      configure(node, "manual", "up = 1h, down = 1h");
      assertThat(node.command("rescue", "daemon", "--once").status()).isZero();
      assertThat(new Sender.Arrived(node.lines("out/out.log"), 1).whole()).isEqualTo(100_000);
    }
  }

  @Test
  void sinkThatFailsAgainDuringItsReplayIsTriedAgainFromItsCheckpoint()
      throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 20_000);
      long bytes = Files.size(files(node).get(0));
      configure(node, "manual", "every-n = 2").run();
      Await.until(
          "replayed", Duration.ofSeconds(30), () -> node.command("replay", "run").status() == 0);
      Receipt receipt = node.stop().delivered();
      assertThat(bytes).as("more than two chunks").isGreaterThan(3 << 20);
      JsonNode store =
          Receipt.part(receipt.json().path("ledger").path("rescue"), "stores", "rescue");
      assertThat(store.path("replayed").asLong()).isEqualTo(20_000);
      assertThat(store.path("rescued").asLong()).as("nothing goes back").isZero();
      assertThat(receipt.sink("out-1-x").path("offered").asLong()).isZero();
      assertThat(files(node)).isEmpty();
      assertThat(node.lines("out/out.log")).hasSize(20_000).doesNotHaveDuplicates();
    }
  }

  @Test
  void filesCanBeLookedAtWithoutTheNode() throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 100);
      Path dat = files(node).get(0);
      String name = dat.getFileName().toString();
      assertThat(node.command("rescue", "ls").out()).contains(name, "closed", "100");
      NodeProcess.Ended shown = node.command("rescue", "show", name);
      assertThat(shown.out()).contains("unavailable", Sender.line(0, 0)).hasLineCount(20);
      assertThat(shown.err()).contains("there are more");
      assertThat(node.command("rescue", "show", name, "--where", "reason=timeout").out()).isEmpty();
      assertThat(node.command("rescue", "show", name, "--where", "reason=timout").err())
          .contains("did you mean timeout?");
      NodeProcess.Ended raw = node.command("rescue", "export", name, "--raw");
      assertThat(new Sender.Arrived(raw.out().lines().toList(), 1).whole()).isEqualTo(100);
      NodeProcess.Ended lines = node.command("rescue", "export", name, "--jsonl");
      assertThat(lines.out()).isEqualTo(Files.readString(dat));
      assertThat(node.command("rescue", "verify", name).out()).contains("100 records, 0 bad lines");
      Files.writeString(dat, lines.out().replaceFirst("unavailable", "unavailible") + "torn");
      NodeProcess.Ended bad = node.command("rescue", "verify", name);
      assertThat(bad.status()).isEqualTo(1);
      assertThat(bad.out())
          .contains(dat + ":1: its crc", dat + ":101: it has no line feed", "99 records, 2 bad");
      NodeProcess.Ended part = node.command("rescue", "export", name, "--raw");
      assertThat(part.status()).isEqualTo(1);
      assertThat(part.out()).hasLineCount(99);
      NodeProcess.Ended none = node.command("rescue", "verify", "nothing.dat");
      assertThat(none.err()).contains("there is no file nothing.dat");
    }
  }

  @Test
  void discardedFileIsGoneCountedAndLogged() throws IOException, InterruptedException {
    try (NodeProcess node = node("manual", "up")) {
      park(node, 100);
      Path dat = files(node).get(0);
      String name = dat.getFileName().toString();
      Path other = dat.resolveSibling("out-1-x-2026-11-21_08:00:00.dat");
      Files.copy(dat, other);
      assertThat(node.command("rescue", "discard", name).err()).contains("--yes");
      assertThat(dat).exists();
      NodeProcess.Ended offline = node.command("rescue", "discard", name, "--yes");
      assertThat(offline.out()).as(offline.err()).contains("100 records discarded");
      assertThat(dat).doesNotExist();
      assertThat(Files.readString(node.path("logs/rescue.log")))
          .contains("rescue discarded by command file=" + dat + " records=100");
      node.run();
      NodeProcess.Ended none = node.command("rescue", "discard", name, "--yes");
      assertThat(none.status()).isEqualTo(1);
      assertThat(none.err()).contains("there is no closed rescue file " + name);
      Await.until(
          "discarded",
          Duration.ofSeconds(20),
          () ->
              node.command("rescue", "discard", other.getFileName().toString(), "--yes").status()
                  == 0);
      assertThat(other).doesNotExist();
      Receipt receipt = node.stop();
      var store = Receipt.part(receipt.json().path("ledger").path("rescue"), "stores", "rescue");
      assertThat(store.path("discarded").asLong()).isEqualTo(100);
      assertThat(store.path("held").asLong()).isZero();
      assertThat(node.log()).contains("rescue discarded by command file=" + other);
    }
  }
}
