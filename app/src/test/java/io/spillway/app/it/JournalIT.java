package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a journal a kill loses nothing of what a TCP source had passed on. */
class JournalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int CONNECTIONS = 4;
  private static final Pattern WINDOW =
      Pattern.compile("journal found source=net .* again_records=(\\d+)");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static String configuration(String source, String more) {
    return """
    rules = []
    sources { net { type = tcp, rules = [], port = %%PORT%%, framing = newline, %s } }
    groups { all { rules = ["/raw"], sinks {
      good { type = file, path = "out/good.log", encoder = raw }
      %s
    } } }
    """
        .formatted(source, more);
  }

  private NodeProcess node(String more) throws IOException {
    return new NodeProcess(folder.resolve("node")).configure(configuration("journal = on", more));
  }

  private static JsonNode journal(NodeProcess node) throws IOException, InterruptedException {
    return node.get("/api/status").json().path("sources").path(0).path("journal");
  }

  /** How many records the last start found that may come twice. */
  private static long window(NodeProcess node) throws IOException {
    Matcher found = WINDOW.matcher(node.log());
    long again = -1;
    while (found.find()) {
      again = Long.parseLong(found.group(1));
    }
    return again;
  }

  private static void kill(NodeProcess node) throws IOException, InterruptedException {
    node.signal("KILL");
    node.exit();
  }

  @Test
  void killUnderLoadLosesNothingThatWasWritten() throws IOException, InterruptedException {
    try (NodeProcess node = node("")) {
      node.run();
      List<Sender> senders = Sender.start(node, CONNECTIONS, Long.MAX_VALUE);
      Await.until("a load", PATIENCE, () -> node.count("sinks", "good", "delivered") > 100_000);
      long written = journal(node).path("written_records").asLong();
      kill(node);
      Sender.joinAll(senders);

      node.run();
      Receipt receipt = node.stop().delivered();
      long window = window(node);
      Repeats came = new Repeats(node.lines("out/good.log"), CONNECTIONS);
      System.err.printf(
          "journal: killed after %d records were written, %d came, %d of them twice, window %d%n",
          written, came.whole(), came.twice(), window);
      assertThat(written).isPositive();
      assertThat(came.whole()).isGreaterThanOrEqualTo(written);
      assertThat(came.twice()).isLessThanOrEqualTo(window);
      assertThat(came.odd()).isEmpty();
      assertThat(receipt.source("net").path("from_journal").asLong()).isEqualTo(window);
      assertOnlyTornIsLeft(node);
    }
  }

  /** A write that the kill cut in two had not been passed on: it is told, and kept for a look. */
  private static void assertOnlyTornIsLeft(NodeProcess node) throws IOException {
    Path journal = node.path("data/journal/net");
    if (Files.exists(journal)) {
      try (Stream<Path> left = Files.list(journal)) {
        assertThat(left)
            .isNotEmpty()
            .allSatisfy(
                path ->
                    assertThat(node.log())
                        .containsPattern(
                            "journal torn tail source=net .* kept_in=\\Q" + path + "\\E"));
      }
    }
  }

  @Test
  void whatOneSinkWasStillOwedComesAgainToAll() throws IOException, InterruptedException {
    String bad = "bad { type = file, path = \"out/bad.log\", encoder = raw }";
    int lines = 20_000;
    try (NodeProcess node = node(bad)) {
      node.run();
      assertThat(node.post("/api/sinks/bad/pause").status()).isEqualTo(200);
      node.sendLines(0, 0, lines);
      node.awaitCount("sinks", "good", "delivered", lines);
      assertThat(journal(node).path("unsettled_records").asLong()).isEqualTo(lines);
      kill(node);

      node.run();
      node.sendLines(1, 0, 10);
      node.awaitCount("sinks", "bad", "delivered", lines + 10);
      Await.until(
          "all is settled", PATIENCE, () -> journal(node).path("unsettled_records").asLong() == 0);
      assertThat(node.command("status").out()).contains("from journal");
      Await.until(
          "metrics",
          PATIENCE,
          () -> node.get("/metrics").body().contains("spillway_journal_recovered_records_total{"));
      node.stop().delivered();
      assertThat(window(node)).isEqualTo(lines);
      assertThat(new Sender.Arrived(node.lines("out/bad.log"), 2).whole()).isEqualTo(lines + 10);
      Repeats good = new Repeats(node.lines("out/good.log"), 2);
      assertThat(good.whole()).isEqualTo(lines + 10);
      assertThat(good.twice()).isEqualTo(lines);
    }
  }

  @Test
  void aReloadSwitchesItAndWhatWasLeftByAnotherNameIsTold()
      throws IOException, InterruptedException {
    String bad = "bad { type = file, path = \"out/bad.log\", encoder = raw }";
    try (NodeProcess node = node(bad)) {
      node.configure(configuration("journal = off", bad)).run();
      assertThat(node.path("data/journal")).doesNotExist();
      try (Socket before = node.connect()) {
        say(before, 0, 0);
        node.awaitCount("sinks", "bad", "delivered", 1);
        node.reload(configuration("journal = on", bad));
        node.sendLines(1, 0, 10);
        node.awaitCount("sinks", "bad", "delivered", 11);
        assertThat(journal(node).path("written_records").asLong()).isEqualTo(10);
        node.reload(configuration("journal = off", bad));
        Await.until("it goes", PATIENCE, () -> !Files.exists(node.path("data/journal/net")));
        node.reload(configuration("journal = on", bad));
        say(before, 0, 1);
        node.awaitCount("sinks", "bad", "delivered", 12);
      }
      assertThat(node.post("/api/sinks/bad/pause").status()).isEqualTo(200);
      node.sendLines(2, 0, 20);
      node.awaitCount("sinks", "good", "delivered", 32);
      kill(node);

      String other = configuration("journal = off", bad).replace("net {", "other {");
      node.configure(other);
      NodeProcess.Ended check = node.command("check");
      assertThat(check.err() + check.out()).contains("no tcp or syslog source is named net");
      node.run();
      assertThat(node.log()).contains("journal left over source=net segments=1");
      node.stop().delivered();
      assertThat(node.path("data/journal/net")).isNotEmptyDirectory();

      node.configure(configuration("journal = off", bad)).run();
      node.awaitCount("sinks", "bad", "delivered", 20);
      node.stop().delivered();
      assertThat(node.path("data/journal/net")).doesNotExist();
    }
  }

  private static void say(Socket to, int connection, int number) throws IOException {
    String line = Sender.line(connection, number) + "\n";
    to.getOutputStream().write(line.getBytes(StandardCharsets.ISO_8859_1));
    to.getOutputStream().flush();
  }

  @Test
  void twoNodesNeedAFolderEach() throws IOException, InterruptedException {
    try (NodeProcess node = node("");
        NodeProcess other = new NodeProcess(folder.resolve("other"))) {
      node.run();
      other.configure(
          configuration("journal = on", "")
              + "data-dir = \"%s\"\nrescue { folder = \"%s\" }\n"
                  .formatted(node.path("data"), other.path("rescue")));
      for (String command : new String[] {"run", "check"}) {
        NodeProcess.Ended ended = other.command(command);
        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.out() + ended.err())
            .contains("in use by process", "two nodes need a data-dir each");
      }
    }
  }
}
