package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node tells, and what it can be told, over HTTP and by the commands. */
class AdminIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String sink) throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT% } }
            groups { all { rules = ["/raw"], sinks { out { SINK } } } }
            """
                .replace("SINK", sink))
        .run();
  }

  private static String state(NodeProcess node, String parts, String name)
      throws IOException, InterruptedException {
    JsonNode status = node.get("/api/status").json();
    return Receipt.part(status, parts, name).path("state").asText();
  }

  @Test
  void pausedSourceAndSinkGoOnWhenResumed() throws IOException, InterruptedException {
    try (NodeProcess node = node("type = file, path = \"out/all.log\", encoder = raw")) {
      NodeProcess.Ended paused = node.command("pause", "source", "net");
      assertThat(paused.status()).as(paused.err()).isZero();
      assertThat(state(node, "sources", "net")).isEqualTo("paused");
      node.sendLines(0, 0, 100);
      node.awaitCount("sources", "net", "connections", 1);
      assertThat(node.count("sinks", "out", "offered")).isZero();
      assertThat(node.command("resume", "source", "net").status()).isZero();
      node.awaitCount("sinks", "out", "delivered", 100);

      assertThat(node.command("pause", "sink", "out", "--json").out()).contains("paused");
      assertThat(state(node, "sinks", "out")).isEqualTo("paused");
      node.sendLines(1, 0, 50);
      node.awaitCount("sinks", "out", "in_flight", 50);
      assertThat(node.command("resume", "sink", "out").status()).isZero();
      node.awaitCount("sinks", "out", "delivered", 150);

      NodeProcess.Ended nobody = node.command("pause", "sink", "nobody");
      assertThat(nobody.status()).isEqualTo(1);
      assertThat(nobody.err()).contains("nobody", "out");
      assertThat(node.post("/api/sources/nobody/pause").status()).isEqualTo(404);
      assertThat(node.get("/api/sinks/out/pause").status()).isEqualTo(405);
      node.stop().delivered();
    }
  }

  @Test
  void statusAndLedgerHaveTheirKeysAndMetricsAgree() throws IOException, InterruptedException {
    try (NodeProcess node = node("type = file, path = \"out/all.log\", encoder = raw")) {
      node.sendLines(0, 0, 1234);
      node.awaitCount("sinks", "out", "delivered", 1234);
      JsonNode status = JSON.readTree(node.command("status", "--json").out());
      assertThat(status.fieldNames())
          .toIterable()
          .contains(
              "node",
              "version",
              "pid",
              "uptime_seconds",
              "config",
              "work_dir",
              "data_dir",
              "log_dir",
              "admin",
              "state",
              "sources",
              "sinks",
              "drain");
      assertThat(status.path("state").asText()).isEqualTo("running");
      assertThat(Path.of(status.path("data_dir").asText())).isAbsolute();
      JsonNode ledger = JSON.readTree(node.command("ledger", "--json").out());
      assertThat(ledger.path("balanced").asBoolean()).isTrue();
      JsonNode source = Receipt.part(ledger, "sources", "net");
      assertThat(source.path("accepted").asLong()).isEqualTo(1234);
      assertThat(source.path("imbalance").isIntegralNumber()).isTrue();

      JsonNode sink = Receipt.part(ledger, "sinks", "out");
      String metrics = metricsOnceTheyHave(node, "delivered", 1234);
      for (String outcome : new String[] {"offered", "delivered", "discarded", "undelivered"}) {
        assertThat(metric(metrics, "spillway_sink_records_total", "sink", "out", outcome))
            .isEqualTo(sink.path(outcome).asLong());
      }
      for (String outcome : new String[] {"accepted", "parsed", "missed", "failed"}) {
        assertThat(metric(metrics, "spillway_source_records_total", "source", "net", outcome))
            .isEqualTo(source.path(outcome).asLong());
      }
      assertThat(metrics).containsPattern("spillway_lane_state\\{[^}]*state=\"running\"[^}]*\\} 1");
      assertThat(metrics).contains("spillway_lane_pending_records", "spillway_batch_trigger_total");
      node.stop().delivered();
    }
  }

  private static String metricsOnceTheyHave(NodeProcess node, String outcome, long wanted)
      throws IOException, InterruptedException {
    Await.until(
        "metrics that say " + outcome,
        Duration.ofSeconds(15),
        () ->
            metric(
                    node.get("/metrics").body(),
                    "spillway_sink_records_total",
                    "sink",
                    "out",
                    outcome)
                == wanted);
    return node.get("/metrics").body();
  }

  /** The value of one series, -1 if there is none. */
  private static long metric(String page, String name, String part, String of, String outcome) {
    for (String line : page.lines().toList()) {
      if (line.startsWith(name + "{")
          && line.contains(part + "=\"" + of + "\"")
          && line.contains("outcome=\"" + outcome + "\"")) {
        Matcher value = Pattern.compile("} ([0-9.E]+)").matcher(line);
        assertThat(value.find()).as(line).isTrue();
        return (long) Double.parseDouble(value.group(1));
      }
    }
    return -1;
  }

  @Test
  void drainingNodeIsHealthyAndNotReady() throws IOException, InterruptedException {
    try (NodeProcess node = node("type = blackhole, sleep-ms = 20")) {
      assertThat(node.probe("/readyz")).isEqualTo(200);
      node.sendLines(0, 0, 150);
      node.awaitCount("sources", "net", "accepted", 150);
      assertThat(node.post("/api/drain").status()).isEqualTo(202);
      assertThat(node.probe("/readyz")).isEqualTo(503);
      assertThat(node.probe("/healthz")).isEqualTo(200);
      Await.until(
          "a draining lane",
          Duration.ofSeconds(5),
          () -> state(node, "sinks", "out").equals("draining"));
      JsonNode status = node.get("/api/status").json();
      assertThat(status.path("state").asText()).isEqualTo("draining");
      assertThat(status.path("drain").path("pending").findValuesAsText("sink"))
          .containsExactly("out");
      assertThat(node.receipt().delivered().sink("out").path("delivered").asLong()).isEqualTo(150);
    }
  }
}
