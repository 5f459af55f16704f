package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rescue folder with a bit of everything in it: what is replayed, in which order, what is left.
 */
class RescueOrderIT {
  private static final String BAD = "{\"no\":\"rescue line\"}";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
            groups { all { rules = ["/raw"], sinks {
              "web-1.eu" { type = file, path = "out/web.log", encoder = raw }
              never { type = test_rescue, every-n = 1, path = "out/never.log", encoder = raw, max-attempts = 1, probe-interval = 1h }
            } } }
            """);
  }

  private static List<Path> rescued(NodeProcess node, String end) throws IOException {
    try (Stream<Path> all = Files.list(node.path("data/rescue"))) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  /** A rescue line as docs/rescue.md has it, made by hand. */
  private static String line(int number) {
    String open =
        "{\"id\":\"it/1-a/net/1/%d\",\"kind\":\"event\",\"time\":\"2026-11-20T09:00:00.000Z\",\"source\":\"net\",\"connection\":1,\"peer\":\"127.0.0.1:1\",\"rule\":\"/raw\",\"sink\":\"web-1.eu\",\"reason\":\"timeout\",\"attempt\":1,\"raw\":\"%s\",\"fields\":[]"
            .formatted(number, Sender.line(0, number));
    CRC32C crc = new CRC32C();
    crc.update(open.getBytes(StandardCharsets.US_ASCII));
    return "%s,\"crc\":\"%08x\"}".formatted(open, crc.getValue());
  }

  /** Replays as the parameters say, and waits until it is done. */
  private static void replay(NodeProcess node, String parameters)
      throws IOException, InterruptedException {
    Await.until(
        "it begins, all files being counted",
        PATIENCE,
        () -> node.post("/api/replay" + parameters).status() == 200);
    Await.until(
        "it is done",
        PATIENCE,
        () -> node.get("/api/replay").json().path("state").asText().equals("done"));
  }

  private static Path write(NodeProcess node, String file, List<String> lines) throws IOException {
    return Files.write(node.path("data/rescue/" + file), lines);
  }

  @Test
  void filesComeInTheOrderAskedForAndWhatCannotBeReplayedStays()
      throws IOException, InterruptedException {
    try (NodeProcess node = node()) {
      Files.createDirectories(node.path("data/rescue"));
      List<String> lines = IntStream.range(0, 40).mapToObj(RescueOrderIT::line).toList();
      List<String> holed = new ArrayList<>(lines.subList(10, 20));
      holed.addAll(5, List.of("", BAD, ""));
      write(node, "web-1.eu-2026-11-20_10:00:00.dat", lines.subList(0, 10));
      write(node, "web-1.eu-2026-11-20_10:00:00_2.dat", holed);
      write(node, "web-1.eu-2026-11-20_11:00:00.dat", List.of());
      write(node, "web-1.eu-2026-11-20_12:00:00.dat", lines.subList(20, 30));
      Path orphan = write(node, "web-1.eu-2026-11-20_13:00:00.dat.lock", lines.subList(30, 40));
      Files.writeString(orphan, "{\"torn", java.nio.file.StandardOpenOption.APPEND);
      Path unknown = write(node, "web.1-eu-2026-11-20_09:00:00.dat", lines.subList(0, 1));
      node.run();
      node.sendLines(1, 0, 1);
      node.awaitCount("sinks", "never", "rescued", 1);
      node.awaitCount("sinks", "web-1.eu", "delivered", 1);

      replay(node, "?newest=true&files=1");
      replay(node, "");
      List<String> expected = new ArrayList<>(List.of(Sender.line(1, 0)));
      IntStream.concat(IntStream.range(30, 40), IntStream.range(0, 30))
          .forEach(i -> expected.add(Sender.line(0, i)));
      assertThat(node.lines("out/web.log")).isEqualTo(expected);

      assertThat(rescued(node, ".dat")).containsExactly(unknown);
      assertThat(node.log()).contains("no sink is named web.1-eu; did you mean web-1.eu?");
      assertThat(rescued(node, ".bad")).hasSize(1).first().asString().contains("10:00:00_2");
      assertThat(rescued(node, ".bad").get(0)).hasContent(BAD);
      assertThat(rescued(node, ".torn").get(0)).hasContent("{\"torn");
      assertThat(rescued(node, ".lock")).anyMatch(file -> file.toString().contains("never-"));

      replay(node, "?to=web-1.eu");
      expected.add(Sender.line(0, 0));
      assertThat(node.lines("out/web.log")).isEqualTo(expected);
      assertThat(unknown).doesNotExist();
      Receipt receipt = node.stop();
      assertThat(receipt.verdict()).isEqualTo("safe");
    }
  }
}
