package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people bring becomes rescue files, all of it or nothing, beside a node and without one. */
class ImportIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
            groups { all { rules = ["/raw"], sinks { out {
              type = test_rescue, path = "out/out.log", encoder = raw, up = 1h, down = 1h
              max-attempts = 1, replay = manual
            } } } }
            """)
        .environment("TEST_RESCUE_START", "up");
  }

  private static List<Path> files(NodeProcess node) throws IOException {
    try (var all = Files.list(node.path("data/rescue"))) {
      return all.filter(file -> file.getFileName().toString().contains("-")).sorted().toList();
    }
  }

  private static JsonNode store(Receipt receipt) {
    return Receipt.part(receipt.json().path("ledger").path("rescue"), "stores", "rescue");
  }

  @Test
  void exportedMendedAndImportedRecordsAreDeliveredOnce() throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      node.environment("TEST_RESCUE_START", "down").run();
      node.sendLines(0, 0, 1_000);
      node.awaitCount("sinks", "out", "rescued", 1_000);
      node.stop().rescued("out", 1_000);
      String name = files(node).get(0).getFileName().toString();
      Process mend =
          NodeProcess.shell(
                  node.path(""),
                  "spillway rescue export "
                      + name
                      + " --jsonl | sed 's/\"raw\":\"/&mended /' > mended.jsonl")
              .redirectErrorStream(true)
              .start();
      assertThat(mend.waitFor(40, TimeUnit.SECONDS)).isTrue();
      assertThat(node.lines("mended.jsonl")).hasSize(1_000);
      assertThat(node.command("rescue", "discard", name, "--yes").status()).isZero();
      NodeProcess.Ended imported = node.command("rescue", "import", "--jsonl", "mended.jsonl");
      assertThat(imported.out())
          .as(imported.err())
          .startsWith("mended.jsonl: 1,000 records for sink out are in ");
      node.environment("TEST_RESCUE_START", "up").run();
      Await.until(
          "replayed", Duration.ofSeconds(30), () -> node.command("replay", "run").status() == 0);
      Receipt receipt = node.stop().delivered();
      assertThat(store(receipt).path("replayed").asLong()).isEqualTo(1_000);
      List<String> lines = node.lines("out/out.log");
      assertThat(lines).allMatch(line -> line.startsWith("mended "));
      List<String> were = lines.stream().map(line -> line.substring("mended ".length())).toList();
      assertThat(new Sender.Arrived(were, 1).whole()).isEqualTo(1_000);
    }
  }

  @Test
  void theNodeTakesImportsWhileItRunsAndCountsThem() throws IOException, InterruptedException {
    try (NodeProcess node = node().run()) {
      Files.writeString(node.path("lost.log"), "one\r\n\ntwo\u00e9\n", StandardCharsets.ISO_8859_1);
      NodeProcess.Ended plain =
          node.command("rescue", "import", "lost.log", "--sink", "out", "--json");
      assertThat(plain.out()).as(plain.err()).contains("\"records\":3");
      NodeProcess.Ended wrong =
          node.command("rescue", "import", "--jsonl", "lost.log", "--sink", "out");
      assertThat(wrong.status()).isEqualTo(1);
      assertThat(wrong.err()).contains("lost.log:1: expected a value at byte 1, found 'o'");
      NodeProcess.Ended nobody = node.command("rescue", "import", "lost.log", "--sink", "ot");
      assertThat(nobody.err()).contains("no sink is named ot; did you mean out?");
      assertThat(files(node)).hasSize(1);
      assertThat(node.ledger().path("rescue").get(0).path("imported").asLong()).isEqualTo(3);
      assertThat(node.command("replay", "run", "--reason", "imported").status()).isZero();
      Receipt receipt = node.stop().delivered();
      assertThat(store(receipt).path("imported").asLong()).isEqualTo(3);
      assertThat(node.lines("out/out.log")).containsExactly("one", "", "two\u00e9");
    }
  }

  @Test
  void largeInputComesThroughStandardInput() throws IOException, InterruptedException {
    try (NodeProcess node = node().run()) {
      Process piped =
          NodeProcess.shell(
                  node.path(""), "seq 1 300000 | spillway rescue import - --sink out --json")
              .redirectErrorStream(true)
              .redirectOutput(node.path("piped.out").toFile())
              .start();
      assertThat(piped.waitFor(40, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(node.path("piped.out"))).contains("\"records\":300000");
      assertThat(node.command("replay", "run").status()).isZero();
      node.stop().delivered();
      assertThat(node.lines("out/out.log")).hasSize(300_000).startsWith("1").endsWith("300000");
    }
  }

  @Test
  void filesCanBeReadOverHttp() throws IOException, InterruptedException {
    try (NodeProcess node = node().run()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        lines.append("line ").append(i).append('\n');
      }
      Files.writeString(node.path("lost.log"), lines);
      assertThat(node.command("rescue", "import", "lost.log", "--sink", "out").status()).isZero();
      Path file = files(node).get(0);
      String name = file.getFileName().toString();
      JsonNode all = node.get("/api/rescue").json();
      assertThat(all.path("files").get(0).path("file").asText()).isEqualTo(file.toString());
      String asked = "?file=" + name;
      assertThat(node.get("/api/rescue/export" + asked + "&format=raw").body())
          .isEqualTo(lines.toString());
      assertThat(node.get("/api/rescue/export" + asked + "&format=jsonl").body())
          .isEqualTo(Files.readString(file));
      assertThat(node.get("/api/rescue/show" + asked).body()).hasLineCount(20);
      assertThat(node.get("/api/rescue/show" + asked + "&limit=3").body()).hasLineCount(3);
      assertThat(node.get("/api/rescue/show" + asked + "&where=reason%3Dtimeout").body()).isEmpty();
      JsonNode good = node.get("/api/rescue/verify" + asked).json();
      assertThat(good.path("records").asLong()).isEqualTo(50);
      assertThat(good.path("bad_lines").asLong()).isZero();
      Files.writeString(file, Files.readString(file).replaceFirst("line 0", "line x") + "torn");
      String[] verified = node.get("/api/rescue/verify" + asked).body().split("\n");
      assertThat(verified).hasSize(3);
      assertThat(verified[0]).isEqualTo("{\"line\":1,\"problem\":\"its crc is missing or wrong\"}");
      assertThat(verified[1]).contains("\"line\":51", "torn");
      assertThat(verified[2]).contains("\"records\":49,\"bad_lines\":2,\"empty_lines\":0");
      refuses(node, 404, "show?file=../spillway.conf", "there is no rescue file ../spillway.conf");
      refuses(node, 400, "show" + asked + "&where=reason%3Dtimout", "did you mean timeout?");
      refuses(node, 400, "export" + asked, "expected raw or jsonl");
      refuses(node, 400, "verify", "expected the name of a rescue file");
      refuses(node, 400, "verify" + asked + "&limt=1", "limt: unknown parameter");
      assertThat(node.post("/api/rescue/discard" + asked).status()).isEqualTo(200);
      node.stop().delivered();
    }
  }

  private static void refuses(NodeProcess node, int status, String path, String words)
      throws IOException, InterruptedException {
    NodeProcess.Answer answer = node.get("/api/rescue/" + path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }
}
