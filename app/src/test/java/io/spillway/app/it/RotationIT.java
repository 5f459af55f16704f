package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotating and compressing lose nothing that was delivered, also when the node is killed. */
class RotationIT {
  private static final int CONNECTIONS = 2;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void everyDeliveredLineIsInOneFileAfterAKill() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
              groups { all { rules = ["/raw"], sinks { all {
                type = file, path = "out/all.log", encoder = raw, rotate-bytes = 1 MiB, compress = gzip
              } } } }
              """)
          .run();
      List<Sender> senders = Sender.start(node, CONNECTIONS, Long.MAX_VALUE);
      Await.until(
          "a load",
          Duration.ofSeconds(20),
          () -> node.count("sinks", "all", "delivered") > 200_000);
      long delivered = node.count("sinks", "all", "delivered");
      node.signal("KILL");
      node.exit();
      Sender.joinAll(senders);

      node.run();
      node.sendLines(CONNECTIONS, 0, 20_000);
      node.awaitCount("sinks", "all", "delivered", 20_000);
      node.stop().delivered();

      Sender.Arrived arrived = new Sender.Arrived(lines(node.path("out")), CONNECTIONS + 1);
      assertThat(arrived.whole()).isGreaterThanOrEqualTo(delivered + 20_000);
      assertThat(arrived.of(CONNECTIONS)).isEqualTo(20_000);
      assertThat(arrived.incomplete()).isZero();
    }
  }

  /** Of all files, oldest first. */
  private static List<String> lines(Path out) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(out)) {
      files =
          all.filter(path -> !path.toString().endsWith(".torn"))
              .sorted(Comparator.comparing(RotationIT::stamp).thenComparing(RotationIT::number))
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(20).noneMatch(path -> path.toString().endsWith(".tmp"));
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file);
          InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
        lines.addAll(
            new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList());
      }
    }
    return lines;
  }

  /** {@code all.log-20261121-080000_2.gz}; the file at hand comes last. */
  private static String stamp(Path file) {
    String name = file.getFileName().toString();
    return name.equals("all.log") ? "last" : name.replaceAll("[_.](\\d+|gz).*$", "");
  }

  private static int number(Path file) {
    String name = file.getFileName().toString().replace(".gz", "");
    int at = name.indexOf('_');
    return at < 0 ? 1 : Integer.parseInt(name.substring(at + 1));
  }
}
