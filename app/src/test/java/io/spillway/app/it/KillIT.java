package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node that is killed leaves no half record behind once it runs again. */
class KillIT {
  private static final int CONNECTIONS = 4;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @ParameterizedTest
  @MethodSource("io.spillway.app.it.Jdk#all")
  void restartAfterAKillMovesTheTornTailAway(Jdk jdk) throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"), jdk)) {
      node.configure(
              """
              rules = []
              sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
              groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
              """)
          .run();
      List<Sender> senders = Sender.start(node, CONNECTIONS, Long.MAX_VALUE);
      Await.until(
          "a load",
          Duration.ofSeconds(20),
          () -> node.count("sinks", "all", "delivered") > 200_000);
      node.signal("KILL");
      node.exit();
      Sender.joinAll(senders);
      assertThat(node.path("data/receipt.json")).doesNotExist();

      // A gathering write is seldom cut by a kill, so the cut is made sure of here.
      Path out = node.path("out/all.log");
      Files.writeString(out, "\nc00n000000", StandardOpenOption.APPEND);
      node.run();
      node.sendLines(CONNECTIONS, 0, 100);
      node.awaitCount("sinks", "all", "delivered", 100);
      Receipt receipt = node.stop().delivered();

      assertThat(Files.readString(node.path("out/all.log.torn"))).contains("c00n000000\n");
      assertThat(receipt.sink("all").path("reasons").path("incomplete").asLong()).isPositive();
      assertThat(node.log()).contains("torn tail cut off");
      byte[] bytes = Files.readAllBytes(out);
      assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
      List<String> lines = new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
      Sender.Arrived arrived = new Sender.Arrived(lines, CONNECTIONS + 1);
      assertThat(arrived.whole()).isGreaterThan(200_000);
      assertThat(arrived.of(CONNECTIONS)).isEqualTo(100);
      // the line end written by the test ends what the kill may have cut: at most one line
      assertThat(arrived.incomplete()).isLessThanOrEqualTo(1);
    }
  }
}
