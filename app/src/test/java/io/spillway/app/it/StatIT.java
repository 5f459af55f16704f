package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of files say what the node did, whether it runs or not. */
class StatIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static JsonNode sink(NodeProcess.Ended stat, String name) throws IOException {
    for (JsonNode sink : JSON.readTree(stat.out()).path("sinks")) {
      if (sink.path("sink").asText().equals(name)) {
        return sink;
      }
    }
    throw new AssertionError(name + " in " + stat.out());
  }

  private static JsonNode finding(JsonNode validation, String sink) {
    for (JsonNode finding : validation.path("findings")) {
      if (finding.path("sink").asText().equals(sink)) {
        return finding;
      }
    }
    throw new AssertionError(sink + " in " + validation);
  }

  @Test
  void filesHoldWhatTheReceiptSays() throws IOException, InterruptedException {
    try (NodeProcess node =
        new NodeProcess(folder.resolve("node"))
            .configure(
                """
                rules = []
                sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
                groups { all { rules = ["/raw"], expect { basis = total-input }, sinks {
                  rotated { type = file, path = "out/all.log", encoder = raw, rotate-bytes = 64 KiB, compress = zstd
                            expect { ratio = 1 } }
                  named { type = file, path = "out/${@source}/${@kind}-${@time:%Y}.json", rotate-bytes = 64 KiB, compress = gzip
                          expect { ratio = 1 } }
                  hole { type = blackhole, expect { min = 1 } }
                  down { type = test_rescue, path = out/down.log, encoder = raw, up = 0s, max-attempts = 1 }
                  picky { type = test_rescue, path = out/picky.log, encoder = raw, up = 0s, failure = reject-some
                          expect { ratio = 0.9, tol = 0.05 } }
                } } }
                infra { miss { sinks { miss { expect { max = 0.01 } } } } }
                """)) {
      node.run();
      node.sendLines(0, 0, 20_000);
      for (String sink : new String[] {"rotated", "named", "hole"}) {
        node.awaitCount("sinks", sink, "delivered", 20_000);
      }
      node.awaitCount("sinks", "down", "rescued", 20_000);
      NodeProcess.Ended running = node.command("stat", "sink-file", "--json");
      assertThat(running.status()).as(running.err()).isZero();
      assertThat(sink(running, "rotated").path("records").asLong()).isEqualTo(20_000);
      assertThat(sink(running, "hole").path("from").asText()).isEqualTo("nowhere");
      assertThat(JSON.readTree(running.out()).path("notes").toString()).contains("counts move");
      Receipt receipt = node.stop();

      NodeProcess.Ended stat = node.command("stat", "--json");
      assertThat(stat.status()).as(stat.err()).isZero();
      try (Stream<Path> written = Files.list(node.path("out/net"))) {
        assertThat(written.map(Path::toString)).anyMatch(name -> name.endsWith(".gz"));
      }
      for (String sink : new String[] {"rotated", "named", "hole", "down", "picky"}) {
        JsonNode told = sink(stat, sink);
        for (String[] same :
            new String[][] {
              {"records", "delivered"}, {"rescued", "rescued"}, {"rejected", "rejected"}
            }) {
          assertThat(told.path(same[0]).asLong())
              .as(sink + " " + same[0])
              .isEqualTo(receipt.sink(sink).path(same[1]).asLong());
        }
      }
      assertThat(sink(stat, "rotated").path("files").size()).isGreaterThan(5);
      assertThat(sink(stat, "named").path("files").size()).isGreaterThan(5);
      assertThat(sink(stat, "hole").path("from").asText()).isEqualTo("receipt");
      assertThat(sink(stat, "picky").path("rejected").asLong()).isPositive();
      NodeProcess.Ended good = node.command("validate", "sink-file", "-v", "--json");
      JsonNode validation = JSON.readTree(good.out());
      assertThat(validation.path("verdict").asText()).as(good.out()).isEqualTo("PASS");
      assertThat(good.status()).isZero();
      assertThat(validation.path("input").path("from").asText()).contains("receipt.json");
      assertThat(finding(validation, "named").path("records").asLong()).isEqualTo(20_000);
    }
  }
}
