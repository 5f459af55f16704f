package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Syslog over TCP: what rules see, what events have and what miss lines say, in each mode. */
class SyslogIT {
  private static final String HEADER = "<86>Nov  4 09:08:07 gate sshd[4711]: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String mode) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    Files.createDirectories(node.path("rules"));
    Files.writeString(
        node.path("rules/pairs.wpl"),
        "package /it/ { rule login { (symbol(user=), chars:user\\s, symbol(port=), digit:port) }"
            + " }");
    return node.configure(
            """
            sources { log { type = syslog, port = %%PORT%%, header-mode = %s } }
            groups {
              all { rules = ["/it/*"], sinks {
                json { type = file, path = "out/all.json" }
                raw { type = file, path = "out/all.raw", encoder = raw }
              } }
            }
            infra { miss { sinks { miss { type = file, path = "out/miss.json", encoder = json } } } }
            """
                .formatted(mode))
        .run();
  }

  @ParameterizedTest
  @CsvSource({"keep, 0", "strip, 1", "tag, 1"})
  void missLinesSayWhatRulesSawAndWhatWasCut(String mode, int parsed)
      throws IOException, InterruptedException {
    try (NodeProcess node = node(mode)) {
      node.send(HEADER + "user=root port=22\n" + HEADER + "no pairs\n<x>no header\n");
      node.awaitCount("sources", "log", "accepted", 3);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("log").path("parsed").asInt()).isEqualTo(parsed);
      List<String> misses = node.lines("out/miss.json");
      assertThat(misses).hasSize(3 - parsed);
      JsonNode cut = JSON.readTree(misses.get(misses.size() - 2));
      boolean keeps = mode.equals("keep");
      assertThat(cut.path("raw").asText()).isEqualTo(keeps ? HEADER + "no pairs" : "no pairs");
      assertThat(cut.path("header").asText()).isEqualTo(keeps ? "" : HEADER);
      assertThat(cut.has("header")).isNotEqualTo(keeps);
      JsonNode whole = JSON.readTree(misses.get(misses.size() - 1));
      assertThat(whole.path("raw").asText()).isEqualTo("<x>no header");
      assertThat(whole.has("header")).isFalse();
      assertThat(receipt.source("log").path("reasons").path("strip_fallback").asInt())
          .isEqualTo(keeps ? 0 : 1);
    }
  }

  @Test
  void tagMakesFieldsAndRawKeepsTheMessage() throws IOException, InterruptedException {
    try (NodeProcess node = node("tag")) {
      String first = HEADER + "user=root port=22";
      String second = "<34>1 2003-10-11T22:14:15.003Z h su - ID47 [a b=\"c\"] user=u\u00e4 port=1";
      node.send(first.length() + " " + first + second.length() + " " + second);
      node.awaitCount("sources", "log", "accepted", 2);
      node.stop().delivered();
      List<String> lines = node.lines("out/all.json");
      JsonNode event = JSON.readTree(lines.get(0));
      assertThat(event.path("facility").asText()).isEqualTo("authpriv");
      assertThat(event.path("severity").asText()).isEqualTo("info");
      assertThat(event.path("host").asText()).isEqualTo("gate");
      assertThat(event.path("app").asText()).isEqualTo("sshd");
      assertThat(event.path("pid").asText()).isEqualTo("4711");
      assertThat(event.path("timestamp").asText()).endsWith("-11-04T09:08:07");
      assertThat(event.path("user").asText()).isEqualTo("root");
      event = JSON.readTree(lines.get(1));
      assertThat(event.path("timestamp").asText()).isEqualTo("2003-10-11T22:14:15.003Z");
      assertThat(event.path("msgid").asText()).isEqualTo("ID47");
      assertThat(event.path("a.b").asText()).isEqualTo("c");
      assertThat(event.has("pid")).isFalse();
      assertThat(Files.readString(node.path("out/all.raw"), StandardCharsets.ISO_8859_1))
          .isEqualTo(first + "\n" + second + "\n");
    }
  }
}
