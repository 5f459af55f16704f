package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running node takes another configuration: what differs changes, nothing else is touched. */
class ReloadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String SOURCE = "net { type = tcp, rules = [], port = %PORT% }";
  private static final String OUT = "out { type = file, path = \"out/out.log\", encoder = raw }";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static String conf(String sources, String sinks) {
    return """
    rules = []
    sources { SOURCES }
    groups { all { rules = ["/raw"], sinks { SINKS } } }
    """
        .replace("SOURCES", sources)
        .replace("SINKS", sinks);
  }

  private NodeProcess node(String conf) throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node")).configure(conf).run();
  }

  private static String names(JsonNode parts, String verb) {
    List<String> names = new ArrayList<>();
    parts.path(verb).forEach(name -> names.add(name.asText()));
    return String.join(",", names);
  }

  private static void write(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void sinksComeAndGoUnderLoadAndNoLineIsLostNorAConnectionCut()
      throws IOException, InterruptedException {
    String other = "other { type = file, path = \"out/other.log\", encoder = raw }";
    String changed = other.replace("raw", "json");
    try (NodeProcess node = node(conf(SOURCE, OUT))) {
      List<Sender> senders = Sender.start(node, 4, 200_000);
      JsonNode first = node.reload(conf(SOURCE, OUT + "\n" + other));
      assertThat(names(first.path("sinks"), "added")).isEqualTo("other");
      JsonNode second = node.reload(conf(SOURCE, OUT + "\n" + changed));
      assertThat(names(second.path("sinks"), "changed")).isEqualTo("other");
      JsonNode third = node.reload(conf(SOURCE, OUT));
      assertThat(names(third.path("sinks"), "removed")).isEqualTo("other");
      Sender.joinAll(senders);
      assertThat(senders).noneMatch(Sender::wasCut);
      Receipt receipt = node.stop().delivered();
      Sender.Arrived arrived = new Sender.Arrived(node.lines("out/out.log"), 4);
      assertThat(arrived.whole()).isEqualTo(800_000);
      assertThat(receipt.source("net").path("connections").asLong()).isEqualTo(4);
      assertThat(receipt.sink("other").path("owed").asLong()).isPositive();
    }
  }

  @Test
  void changedSinkOfTheSameFileWritesAfterItsPredecessorHasEnded()
      throws IOException, InterruptedException {
    String json = OUT.replace("encoder = raw", "encoder = json");
    try (NodeProcess node = node(conf(SOURCE, OUT));
        Socket sender = node.connect()) {
      for (int round = 0; round < 10; round++) {
        write(sender, round + "\n");
        node.awaitCount("sources", "net", "accepted", round + 1);
        node.reload(conf(SOURCE, round % 2 == 0 ? json : OUT));
      }
      sender.shutdownOutput();
      node.stop().delivered();
      assertThat(node.lines("out/out.log"))
          .containsExactly(
              "0",
              "{\"raw\":\"1\"}",
              "2",
              "{\"raw\":\"3\"}",
              "4",
              "{\"raw\":\"5\"}",
              "6",
              "{\"raw\":\"7\"}",
              "8",
              "{\"raw\":\"9\"}");
    }
  }

  @Test
  void mistakeIsRefusedWholeAndTheOldConfigurationGoesOn()
      throws IOException, InterruptedException {
    try (NodeProcess node = node(conf(SOURCE, OUT))) {
      node.configure(conf(SOURCE + "\nmore { type = tcpp, port = %OTHER% }", OUT + "\nx {}"));
      NodeProcess.Answer answer = node.post("/api/reload");
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json().path("applied").asBoolean()).isFalse();
      assertThat(answer.body()).contains("spillway.conf:5", "tcpp", "did you mean tcp?", "sinks.x");
      NodeProcess.Ended command = node.command("reload");
      assertThat(command.status()).isEqualTo(78);
      assertThat(command.err()).contains("tcpp", "refused; the node goes on as it was");
      node.sendLines(0, 0, 10);
      node.awaitCount("sinks", "out", "delivered", 10);
      node.stop().delivered();
    }
  }

  @Test
  void journalWhoseFolderCanNotBeUsedIsRefusedAndTheNodeGoesOn()
      throws IOException, InterruptedException {
    String journal = SOURCE.replace("rules", "journal = on, rules");
    try (NodeProcess node = node(conf(SOURCE, OUT))) {
      Files.createFile(node.path("data/journal"));
      node.configure(conf(journal, OUT));
      NodeProcess.Answer answer = node.post("/api/reload");
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("source net: journal = on", "data/journal can't be used");
      node.sendLines(0, 0, 10);
      node.awaitCount("sinks", "out", "delivered", 10);
      Files.delete(node.path("data/journal"));
      node.reload(conf(journal, OUT));
      node.sendLines(1, 0, 10);
      node.awaitCount("sinks", "out", "delivered", 20);
      assertThat(node.get("/api/status").body()).contains("\"written_records\":10");
      node.stop().delivered();
    }
  }

  @Test
  void newSourceWhosePortIsTakenIsRefusedWithAllTheRest() throws IOException, InterruptedException {
    try (NodeProcess node = node(conf(SOURCE, OUT));
        ServerSocket taken = new ServerSocket(0);
        Socket sender = node.connect()) {
      String more = "more { type = tcp, rules = [], port = " + taken.getLocalPort() + " }";
      String fine = "fine { type = tcp, rules = [], port = %OTHER% }";
      String other = "other { type = file, path = \"out/other.log\", encoder = raw }";
      node.configure(conf(SOURCE + "\n" + fine + "\n" + more, other));
      NodeProcess.Answer answer = node.post("/api/reload");
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("sources.more.port", "Address already in use");
      write(sender, "on the old way\n");
      node.awaitCount("sinks", "out", "delivered", 1);
      assertThat(node.get("/api/sources").body()).doesNotContain("more", "fine");
      assertThat(node.get("/api/sinks").body()).doesNotContain("other");
      node.reload(conf(SOURCE + "\n" + fine, OUT));
      try (Socket second = node.connectOther()) {
        write(second, "by the new source\n");
        second.shutdownOutput();
        node.awaitCount("sinks", "out", "delivered", 2);
      }
      node.reload(conf(fine, OUT));
      assertThat(sender.getInputStream().read()).as("end of a removed source").isEqualTo(-1);
      node.stop().delivered();
    }
  }

  @Test
  void sourceListensElsewhereAndItsConnectionsStay() throws IOException, InterruptedException {
    String moved = SOURCE.replace("%PORT%", "%OTHER%, framing = nul");
    try (NodeProcess node = node(conf(SOURCE, OUT));
        Socket before = node.connect()) {
      write(before, "one\n");
      node.awaitCount("sinks", "out", "delivered", 1);
      assertThat(names(node.reload(conf(moved, OUT)).path("sources"), "changed")).isEqualTo("net");
      Await.until("moved", PATIENCE, () -> node.loggedTimes("takes input") > 0 && isOpen(node));
      write(before, "two\n");
      node.awaitCount("sinks", "out", "delivered", 2);
      try (Socket after = node.connectOther()) {
        write(after, "three\0");
        after.shutdownOutput();
        node.awaitCount("sinks", "out", "delivered", 3);
      }
      node.stop().delivered();
      assertThat(node.lines("out/out.log")).containsExactly("one", "two", "three");
    }
  }

  private static boolean isOpen(NodeProcess node) {
    try (Socket probe = node.connectOther()) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  void removedSinkThatIsDownLeavesItsRecordsInRescueFiles()
      throws IOException, InterruptedException {
    String down = "down { type = tcp, host = 127.0.0.1, port = 1, encoder = raw }";
    try (NodeProcess node = node(conf(SOURCE, OUT + "\n" + down))) {
      node.sendLines(0, 0, 1000);
      node.awaitCount("sinks", "out", "delivered", 1000);
      node.reload(conf(SOURCE, OUT));
      node.stop().rescued("down", 1000);
    }
  }

  /** Neither the other sinks nor further reloads wait for it. */
  @Test
  void whatWaitsForAPausedSinkIsNotLostToOneThatIsReplacedOrRemoved()
      throws IOException, InterruptedException {
    String small = OUT.replace("encoder = raw", "encoder = raw, queue-bytes = 1M");
    String other = "other { type = file, path = \"out/other.log\", encoder = raw }";
    String moved = other.replace("other.log", "moved.log");
    try (NodeProcess node = node(conf(SOURCE, small + "\n" + other))) {
      assertThat(node.post("/api/sinks/out/pause").status()).isEqualTo(200);
      List<Sender> senders = Sender.start(node, 4, 100_000);
      Await.until("full", PATIENCE, () -> node.count("sinks", "out", "in_flight") > 5_000);
      node.reload(conf(SOURCE, small + "\n" + moved));
      node.reload(conf(SOURCE, small));
      assertThat(node.post("/api/sinks/out/resume").status()).isEqualTo(200);
      Sender.joinAll(senders);
      node.awaitCount("sinks", "out", "delivered", 400_000);
      Receipt receipt = node.stop();
      assertThat(receipt.status()).isIn(0, 10);
      assertThat(receipt.sink("other").path("undelivered").asLong()).isZero();
      assertThat(new Sender.Arrived(node.lines("out/out.log"), 4).whole()).isEqualTo(400_000);
    }
  }

  @Test
  void rulesChangeForConnectionsThatAreOpen() throws IOException, InterruptedException {
    String conf =
        """
        rules = ["web.wpl"]
        sources { net { type = tcp, port = %PORT% } }
        groups { all { rules = ["*"], sinks {
          out { type = file, path = "out/out.log", encoder = template, template = "${@rule} ${n}" }
        } } }
        """;
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    try (node) {
      Files.writeString(node.path("web.wpl"), "package /a { rule first { (digit:n) } }");
      node.configure(conf).run();
      try (Socket sender = node.connect()) {
        write(sender, "1\n");
        node.awaitCount("sinks", "out", "delivered", 1);
        Files.writeString(
            node.path("web.wpl"), "package /a { rule other { (ip:m) } rule second { (digit:n) } }");
        JsonNode receipt = node.reload(conf);
        assertThat(receipt.path("rule_files").path("changed")).as("%s", receipt).hasSize(1);
        write(sender, "2\n");
        node.awaitCount("sinks", "out", "delivered", 2);
        Files.writeString(node.path("web.wpl"), "package /a { rule x { (digit:n }");
        NodeProcess.Answer answer = node.post("/api/reload");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("web.wpl:1");
      }
      node.stop().delivered();
      assertThat(node.lines("out/out.log")).containsExactly("/a/first 1", "/a/second 2");
    }
  }

  @Test
  void signalReloadsAndStopDuringAReloadEndsAll() throws IOException, InterruptedException {
    String slow = "slow { type = blackhole, sleep-ms = 1000 }";
    try (NodeProcess node = node(conf(SOURCE, OUT + "\n" + slow))) {
      node.sendLines(0, 0, 1000);
      node.awaitCount("sinks", "out", "delivered", 1000);
      node.configure(conf(SOURCE, OUT));
      node.signal("HUP");
      Await.until("begun", PATIENCE, () -> node.log().contains("sink slow running -> draining"));
      Receipt receipt = node.stop();
      assertThat(receipt.status()).isIn(0, 10);
      assertThat(receipt.sink("slow").path("undelivered").asLong()).isZero();
      assertThat(node.log()).contains("reload cause=SIGHUP");
    }
  }

  @Test
  void whatNeedsARestartIsSaidAndStaysAsItWas() throws IOException, InterruptedException {
    try (NodeProcess node = node(conf(SOURCE, OUT))) {
      JsonNode receipt = node.reload("data-dir = elsewhere\n" + conf(SOURCE, OUT));
      assertThat(receipt.path("need_restart").get(0).asText()).startsWith("data-dir");
      assertThat(node.reload(conf(SOURCE, OUT)).path("need_restart")).isEmpty();
      node.stop().delivered();
    }
  }

  @Test
  void datagramSourceTakesSettingsAndKeepsItsSocket() throws IOException, InterruptedException {
    String udp = "net { type = udp, rules = [], port = %PORT%, batch-interval = 20ms }";
    String changed =
        udp.replace("20ms", "10ms, batch-bytes = 2 KiB, receive-buffer = 8 KiB, linger = 50ms");
    String closed = udp.replace("20ms", "20ms, allow = [\"10.0.0.0/8\"]");
    try (NodeProcess node = node(conf(udp, OUT));
        DatagramSocket sender = new DatagramSocket()) {
      sendTo(sender, node.port(), "one");
      node.awaitCount("sinks", "out", "delivered", 1);
      assertThat(names(node.reload(conf(changed, OUT)).path("sources"), "changed"))
          .isEqualTo("net");
      sendTo(sender, node.port(), "two");
      node.awaitCount("sinks", "out", "delivered", 2);
      node.reload(conf(closed, OUT));
      sendTo(sender, node.port(), "refused");
      Await.until(
          "refused",
          PATIENCE,
          () ->
              Receipt.part(node.ledger(), "sources", "net")
                      .path("reasons")
                      .path("not_allowed")
                      .asLong()
                  == 1);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("net").path("connections").asLong()).as("sockets").isEqualTo(1);
      assertThat(node.lines("out/out.log")).containsExactly("one", "two");
    }
  }

  private static void sendTo(DatagramSocket from, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void unixSourceKeepsItsSocketAndOpenConnectionsTheirFraming()
      throws IOException, InterruptedException {
    String unix = "net { type = unix, rules = [], path = \"in.sock\" }";
    String nul = unix.replace("path", "framing = nul, chunk-bytes = 4 KiB, path");
    try (NodeProcess node = node(conf(unix, OUT))) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(node.path("in.sock"));
      try (SocketChannel before = SocketChannel.open(address)) {
        write(before, "one\n");
        node.awaitCount("sinks", "out", "delivered", 1);
        Object key = Files.getAttribute(node.path("in.sock"), "unix:ino");
        node.reload(conf(nul, OUT));
        assertThat(Files.getAttribute(node.path("in.sock"), "unix:ino")).isEqualTo(key);
        write(before, "two\n");
        node.awaitCount("sinks", "out", "delivered", 2);
        try (SocketChannel after = SocketChannel.open(address)) {
          write(after, "three\0four\0");
          node.awaitCount("sinks", "out", "delivered", 4);
        }
      }
      node.stop().delivered();
      assertThat(node.lines("out/out.log")).containsExactly("one", "two", "three", "four");
    }
  }

  private static void write(SocketChannel to, String text) throws IOException {
    to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
