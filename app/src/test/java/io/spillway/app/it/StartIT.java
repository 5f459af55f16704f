package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that can't succeed end with 78 or 64 and say where the mistake is. */
class StartIT {
  private static final String GOOD =
      """
      rules = []
      sources { net { type = tcp, rules = [], port = %PORT% } }
      groups { all { rules = ["/raw"], sinks { all { type = blackhole } } } }
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void portInUseIsReportedWithItsLine() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"));
        ServerSocket taken = new ServerSocket(node.port(), 1, InetAddress.getLoopbackAddress())) {
      NodeProcess.Ended run = node.configure(GOOD).command("run");
      assertThat(run.status()).isEqualTo(78);
      assertThat(run.err())
          .contains(
              "spillway.conf:4",
              "sources.net.port",
              "can't listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void twoSourcesOnOnePortEndTheStart() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(GOOD + "sources { again { type = tcp, rules = [], port = %PORT% } }\n");
      NodeProcess.Ended run = node.command("run");
      assertThat(run.status()).as(run.err()).isEqualTo(78);
      assertThat(run.err() + run.out()).contains("again", Integer.toString(node.port()));
    }
  }

  @Test
  void badRuleAndUnknownKeyAreReportedTogether() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      Files.createDirectories(node.path("rules"));
      Files.writeString(node.path("rules/bad.wpl"), "package /it/ {\n  rule a { (nosuchtype) }\n}");
      node.configure(GOOD.replace("[]", "[\"rules/*.wpl\"]") + "drain-timeuot = 5s\n");
      NodeProcess.Ended run = node.command("run");
      assertThat(run.status()).isEqualTo(78);
      assertThat(run.err())
          .contains("rules/bad.wpl:2", "nosuchtype", "spillway.conf:6", "drain-timeout");
    }
  }

  @Test
  void missingConfigurationAndWrongCommandLineHaveTheirStatus()
      throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      NodeProcess.Ended none = node.command("run");
      assertThat(none.status()).isEqualTo(78);
      assertThat(none.err()).contains("no spillway.conf");
      NodeProcess.Ended other = node.command("run", "--config", "elsewhere.conf");
      assertThat(other.status()).isEqualTo(78);
      assertThat(other.err()).contains("elsewhere.conf");
      NodeProcess.Ended option = node.command("run", "--no-such-option");
      assertThat(option.status()).isEqualTo(64);
      assertThat(option.err()).contains("--no-such-option");
    }
  }
}
