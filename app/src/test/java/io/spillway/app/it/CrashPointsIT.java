package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kills of {@code scripts/crash}, with a small load; the whole matrix is run by hand. */
class CrashPointsIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String crash(int status, String arguments) throws IOException, InterruptedException {
    String line =
        "../scripts/crash --seeds 1 --ids 6000 --port %d --work %s %s 2>&1"
            .formatted(freePort(), folder, arguments);
    Process script = NodeProcess.shell(Path.of("").toAbsolutePath(), line).start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  @Test
  void killsInTheMiddleOfARescueLineAndOfAReplayLoseNothing()
      throws IOException, InterruptedException {
    assertThat(crash(0, "rescue-line replay-delivered"))
        .contains("| rescue-line |", "| replay-delivered |")
        .containsPattern("crash: 2 kills, 12000 ids, missing 0, duplicates \\d+ \\(all within")
        .endsWith("ledger balanced\n");
  }

  @Test
  void aPointThatIsNoneIsSaid() throws IOException, InterruptedException {
    assertThat(crash(2, "rescue-lime")).contains("no point is named rescue-lime", "rescue-line");
  }
}
