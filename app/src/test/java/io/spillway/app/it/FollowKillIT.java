package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill of a node that follows a file into a sink that fails: every line is somewhere. */
class FollowKillIT {
  private static final int LINES = 300_000;
  private static final int LINE_BYTES = Sender.line(0, 0).length() + 1;
  private static final Pattern WINDOW =
      Pattern.compile("app\\.log followed source=app from_offset=(\\d+) behind_bytes=(\\d+)");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void everyLineIsDeliveredOrRescuedAndTwiceOnlyFromTheWindow()
      throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
          """
          rules = []
          sources { app { type = file, mode = follow, rules = [], paths = ["in/app.log"], rate-limit = 100000, checkpoint-interval = 1s } }
          groups { all { rules = ["/raw"], sinks { out {
            type = test_rescue, path = "out/out.log", encoder = raw, up = 40ms, down = 60ms
            max-attempts = 2, backoff-base = 5ms, backoff-max = 10ms, probe-interval = 10ms
          } } } }
          """);
      Files.createDirectories(node.path("in"));
      try (BufferedWriter in = Files.newBufferedWriter(node.path("in/app.log"))) {
        for (int i = 0; i < LINES; i++) {
          in.write(Sender.line(0, i));
          in.write('\n');
        }
      }
      node.run();
      Await.until(
          "a load that is delivered and rescued",
          Duration.ofSeconds(40),
          () ->
              node.count("sinks", "out", "delivered") > 1000
                  && node.count("sinks", "out", "rescued") > 1000);
      node.signal("KILL");
      node.exit();
      Set<String> before = found(node).keySet();

      node.run();
      int from = from(node);
      node.awaitCount("sources", "app", "parsed", LINES - from);
      Receipt receipt = node.stop();
      assertThat(receipt.verdict()).isIn("delivered", "safe");
      Map<String, Long> found = found(node);
      Set<String> all = new HashSet<>();
      Set<String> window = new HashSet<>();
      for (int i = 0; i < LINES; i++) {
        String line = Sender.line(0, i);
        all.add(line);
        if (i >= from && before.contains(line)) {
          window.add(line);
        }
      }
      long twice = found.values().stream().mapToLong(n -> n - 1).sum();
      System.err.printf(
          "follow: killed with %d of %d lines on disk, checkpoint at %d, window %d, twice %d%n",
          before.size(), LINES, from, window.size(), twice);
      assertThat(before.size()).isLessThan(LINES);
      assertThat(found.keySet()).isEqualTo(all);
      assertThat(twice).isLessThanOrEqualTo(window.size());
    }
  }

  /** At which line the last start went on. */
  private static int from(NodeProcess node) throws IOException {
    Matcher followed = WINDOW.matcher(node.log());
    long from = -1;
    while (followed.find()) {
      from = Long.parseLong(followed.group(1));
    }
    assertThat(from % LINE_BYTES).isZero();
    return (int) (from / LINE_BYTES);
  }

  /**
   * Whole lines of the sink's output and of rescue files, with how often they are there. What a
   * kill has torn is none.
   */
  private static Map<String, Long> found(NodeProcess node) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> lines = new ArrayList<>(node.lines("out/out.log"));
    try (Stream<Path> files = Files.list(node.path("data/rescue"))) {
      for (Path file : files.filter(path -> path.toString().contains(".dat")).toList()) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          if (line.endsWith("}")) {
            lines.add(json.readTree(line).path("raw").asText());
          }
        }
      }
    }
    Map<String, Long> found = new HashMap<>();
    lines.stream()
        .filter(line -> line.length() == LINE_BYTES - 1)
        .forEach(line -> found.merge(line, 1L, Long::sum));
    return found;
  }
}
