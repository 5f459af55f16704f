package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void explainsTheTemplateWithoutANode() throws IOException {
    Spillway.run("init", folder);
    Spillway text = Spillway.run("explain", "--config", folder);
    assertThat(text.status()).isZero();
    assertThat(text.out().lines().filter(line -> line.startsWith("  logs -> ")))
        .singleElement()
        .asString()
        .contains("web-json", "exactly once while the node lives", "kill -9 loses");
    JsonNode json = Json.parse(Spillway.run("explain", "-c", folder, "--json").out());
    assertThat(json.path("sources").get(0).path("from").asText()).isEqualTo("tcp 127.0.0.1:5140");
    assertThat(json.path("routes").get(0).path("guarantee").asText())
        .contains(json.path("routes").get(0).path("terms").path("order:").asText());
  }

  @Test
  void reportsMistakesAsCheckDoes() throws IOException {
    Path conf = Files.writeString(folder.resolve("x.conf"), "rules = []\nsuorces {}\n");
    Spillway explain = Spillway.run("explain", "-c", conf);
    assertThat(explain.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(explain.out()).isEmpty();
    assertThat(explain.err()).contains("did you mean sources?");
  }
}
