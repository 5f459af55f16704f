package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes in comes out: by TCP and from files, parsed and as it came, in order. */
class DeliveryIT {
  private static final int CONNECTIONS = 4;
  private static final int LINES = 20_000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @ParameterizedTest
  @MethodSource("io.spillway.app.it.Jdk#all")
  void tcpAndFileComeOutOfTheirGroups(Jdk jdk) throws IOException, InterruptedException {
    System.out.println("DeliveryIT runs the node on " + jdk);
    try (NodeProcess node = new NodeProcess(folder.resolve("node"), jdk)) {
      Files.createDirectories(node.path("rules"));
      Files.writeString(
          node.path("rules/numbered.wpl"),
          "package /it/ { rule numbered { (chars:connection<c,n>, digit:number\\s, chars:text) }"
              + " }");
      Files.writeString(node.path("rules/pairs.wpl"), "package /it/ { rule pairs { (kvarr\\s) } }");
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        pairs.add("i=%d status=%d".formatted(i, i % 7 == 0 ? 500 : 200));
      }
      Files.write(node.path("pairs.log"), pairs);
      node.configure(
          """
          rules = ["rules/*.wpl"]
          sources {
            net { type = tcp, port = %PORT%, rules = [] }
            old { type = file, paths = ["pairs.log"], rules = ["/it/pairs"] }
          }
          groups {
            lines { rules = ["/raw"], sinks { lines { type = file, path = "out/lines.log", encoder = raw } } }
            bad { rules = ["/it/pairs"], when = "$status >= 500", sinks { bad { type = file, path = "out/bad.json" } } }
            good { rules = ["/it/pairs"], when = "$status < 500", sinks { good { type = file, path = "out/good.json" } } }
          }
          """);
      node.run();
      Sender.joinAll(Sender.start(node, CONNECTIONS, LINES));
      node.awaitCount("sources", "net", "accepted", (long) CONNECTIONS * LINES);
      node.awaitCount("sources", "old", "accepted", pairs.size());
      Receipt receipt = node.stop().delivered();

      assertThat(receipt.source("net").path("connections").asLong()).isEqualTo(CONNECTIONS);
      Sender.Arrived arrived = new Sender.Arrived(node.lines("out/lines.log"), CONNECTIONS);
      assertThat(arrived.whole()).isEqualTo((long) CONNECTIONS * LINES);
      assertThat(arrived.incomplete()).isZero();
      assertThat(numbers(node.lines("out/bad.json"), 500)).isEqualTo(numbers(true));
      assertThat(numbers(node.lines("out/good.json"), 200)).isEqualTo(numbers(false));
      assertThat(node.log()).doesNotContain("\"level\":\"ERROR\"");
      assertThat(node.probe("/readyz")).isZero();
    }
  }

  @Test
  void standardOutputOfASinkHoldsRecordsAlone() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      Files.writeString(node.path("in.log"), "one\ntwo\n");
      node.configure(
          """
          rules = []
          sources { old { type = file, paths = ["in.log"], rules = [] } }
          groups { all { rules = ["/raw"], sinks { all { type = stdout, encoder = raw } } } }
          """);
      NodeProcess.Ended batch = node.command("batch");
      assertThat(batch.out()).isEqualTo("one\ntwo\n");
      assertThat(batch.err()).contains("verdict: delivered (exit status 0)");
      assertThat(batch.status()).isZero();
    }
  }

  private static List<Integer> numbers(List<String> json, int status) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : json) {
      JsonNode event = mapper.readTree(line);
      assertThat(event.path("status").asInt()).isEqualTo(status);
      numbers.add(event.path("i").asInt());
    }
    return numbers;
  }

  private static List<Integer> numbers(boolean bad) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      if ((i % 7 == 0) == bad) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  @Test
  void restartAppendsToWhatIsThere() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
          """
          rules = []
          sources { old { type = file, rules = [], paths = ["in.log"] } }
          groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
          """);
      Files.writeString(node.path("in.log"), "first\nno newline");
      assertThat(node.launch("batch").receipt().delivered().sink("all").path("delivered").asLong())
          .isEqualTo(2);
      Files.writeString(node.path("in.log"), "second\n");
      node.launch("batch").receipt().delivered();
      assertThat(node.lines("out/all.log")).containsExactly("first", "no newline", "second");
      Await.until("the process is gone", Duration.ofSeconds(5), () -> node.probe("/healthz") == 0);
    }
  }
}
