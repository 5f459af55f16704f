package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taps of a running node: of each kind of part, under load, and how they end. */
class TapIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            tap { most-open = 2 }
            sources { net { type = tcp, rules = [], port = %PORT% } }
            groups { all { rules = ["/raw"], sinks {
              out { type = file, path = "out/all.log", encoder = raw }
            } } }
            """)
        .run();
  }

  /** An open tap, read line by line. */
  private static BufferedReader tap(NodeProcess node, String query) throws IOException {
    String admin = node.admin() + "/api/tap?" + query;
    HttpURLConnection connection = (HttpURLConnection) URI.create(admin).toURL().openConnection();
    connection.setReadTimeout(20_000);
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).contains("\"tap\":\"open\"");
    return lines;
  }

  private static JsonNode nextRecord(BufferedReader lines) throws IOException {
    JsonNode line = JSON.readTree(lines.readLine());
    while (line.path("tap").asText().equals("open")) {
      line = JSON.readTree(lines.readLine());
    }
    return line;
  }

  @Test
  void showsWhatPassesASourceAGroupAndASink() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      for (String part : List.of("source=net&before=true", "group=all", "sink=out")) {
        try (BufferedReader lines = tap(node, part + "&limit=2")) {
          node.sendLines(3, 7, 5);
          JsonNode first = nextRecord(lines);
          JsonNode shown = part.startsWith("source") ? first : first.path("event");
          assertThat(shown.path("raw").asText()).isEqualTo(Sender.line(3, 7));
          assertThat(nextRecord(lines).path("id").asText()).endsWith("/102");
          JsonNode end = nextRecord(lines);
          assertThat(end.path("tap").asText()).isEqualTo("limit");
          assertThat(end.path("shown").asLong()).isEqualTo(2);
          assertThat(lines.readLine()).isNull();
        }
      }
      assertThat(node.get("/api/explain").json().path("routes").get(0).path("sink").asText())
          .isEqualTo("out");
      node.awaitCount("sinks", "out", "delivered", 15);
      node.stop().delivered();
    }
  }

  @Test
  void saysWhatIsWrongWithARequest() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      assertThat(node.get("/api/tap").status()).isEqualTo(400);
      assertThat(node.get("/api/tap?source=nett").body()).contains("did you mean net?");
      assertThat(node.get("/api/tap?sink=nobody").status()).isEqualTo(404);
      assertThat(node.get("/api/tap?source=net&where=%24x+%3D").body())
          .contains("where: column", "expected");
      assertThat(node.get("/api/tap?source=net&lmit=3").body()).contains("did you mean limit?");
      NodeProcess.Ended unknown = node.command("tap", "--group", "al");
      assertThat(unknown.status()).isEqualTo(1);
      assertThat(unknown.err()).contains("did you mean all?");
      node.stop().delivered();
    }
  }

  @Test
  void underLoadItSkipsAndTheLedgerBalances() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        BufferedReader lines = tap(node, "source=net&before=true&where=isset(%24raw)")) {
      List<Sender> senders = Sender.start(node, 4, 100_000);
      Sender.joinAll(senders);
      node.awaitCount("sinks", "out", "delivered", 400_000);
      node.signal("TERM");
      long records = 0;
      JsonNode line = nextRecord(lines);
      while (!line.has("tap")) {
        records++;
        line = nextRecord(lines);
      }
      assertThat(line.path("tap").asText()).isEqualTo("drain");
      assertThat(line.path("shown").asLong()).isEqualTo(records).isPositive();
      assertThat(records + line.path("filtered").asLong() + line.path("skipped").asLong())
          .isEqualTo(400_000);
      assertThat(line.path("skipped").asLong()).isPositive();
      node.receipt().delivered();
    }
  }

  @Test
  void aClientThatGoesEndsItsTap() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      BufferedReader first = tap(node, "source=net");
      try (BufferedReader second = tap(node, "sink=out")) {
        assertThat(node.get("/api/tap?group=all&for=1ms").status()).isEqualTo(503);
        first.close();
        Await.until(
            "room for another tap",
            Duration.ofSeconds(15),
            () -> node.get("/api/tap?group=all&for=1ms").status() == 200);
        node.sendLines(0, 0, 10);
        assertThat(nextRecord(second).path("kind").asText()).isEqualTo("event");
      }
      node.stop().delivered();
    }
  }

  @Test
  void theCommandPrintsRecordsAndCounts() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      NodeProcess.Ended none = node.command("tap", "--source", "net", "--for", "100ms");
      assertThat(none.status()).as(none.err()).isZero();
      assertThat(none.err()).contains("shown 0, skipped 0");
      node.stop().delivered();
    }
  }
}
