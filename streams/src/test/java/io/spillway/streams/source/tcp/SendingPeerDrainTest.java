package io.spillway.streams.source.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.framing.FramingKind;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that goes on while the node drains, some with window left and some without. Its kernel
 * tells what was acknowledged: what was written less what lies in its send queue (proc(5)).
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendingPeerDrainTest {
  private static final String LINE = "x".repeat(199) + "\n";
  private static final int QUEUES = 4;

  /** Established, and established with the node's side shut. */
  private static final Set<String> OPEN_STATES = Set.of("01", "08");

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  /** One line at a time is slower than the node reads, 300 are not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void whatWasAcknowledgedIsRead(int linesAtOnce) throws Exception {
    assertThat(InputShutdown.known()).isTrue();
    try (RunningTcpSource source =
            new RunningTcpSource(kit, RunningTcpSource.settings(FramingKind.NEWLINE, 10), false);
        Socket client = source.client()) {
      CompletableFuture<Long> acknowledged =
          CompletableFuture.supplyAsync(() -> sendUntilCut(client, linesAtOnce));
      TcpConnection connection = source.nextConnection();
      while (connection.bytes() < 200_000) {
        source.nextBatch();
      }
      connection.drain();
      Closed closed = RunningTcpSource.closed(connection);
      assertThat(closed.reason()).isEqualTo(CloseReason.DRAINED);
      assertThat(closed.cutWhileSending()).isTrue();
      assertThat(closed.unreadBytes()).isZero();
      assertThat(closed.bytes()).isGreaterThanOrEqualTo(acknowledged.get());
      assertThat(source.tally.read().accepted()).isEqualTo(closed.records());
    }
  }

  /**
   * Writes some lines at a time until the connection breaks; returns what was acknowledged for
   * certain.
   */
  private static long sendUntilCut(Socket client, int linesAtOnce) {
    String port = ":%04X ".formatted(client.getLocalPort());
    byte[] lines = LINE.repeat(linesAtOnce).getBytes(ISO_8859_1);
    long written = 0;
    long acknowledged = 0;
    try {
      while (true) {
        client.getOutputStream().write(lines);
        written += lines.length;
        acknowledged = Math.max(acknowledged, written - sendQueue(port, written));
      }
    } catch (IOException e) {
      return acknowledged;
    }
  }

  private static long sendQueue(String port, long unknown) throws IOException {
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      for (String row : Files.readAllLines(Path.of(table))) {
        String[] columns = row.trim().split(" +", QUEUES + 2);
        boolean open = columns.length > QUEUES && OPEN_STATES.contains(columns[3]);
        if (open && (columns[1] + " ").endsWith(port)) {
          return Long.parseLong(columns[QUEUES].substring(0, columns[QUEUES].indexOf(':')), 16);
        }
      }
    }
    return unknown;
  }
}
