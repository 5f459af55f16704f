package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UDP and standard input on the built program. */
class DatagramIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static void send(DatagramSocket from, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void datagramsOfSyslogAreEventsAndNoneIsLost() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"));
        DatagramSocket sender = new DatagramSocket()) {
      node.configure(
              """
              rules = []
              sources { log { type = syslog, protocol = udp, port = %PORT%, rules = [], instances = 2 } }
              groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.json" } } } }
              """)
          .run();
      for (int i = 0; i < 500; i++) {
        send(sender, node.port(), "<13>Nov  4 09:08:07 h app[%d]: text %d\n".formatted(i, i));
      }
      node.awaitCount("sources", "log", "accepted", 500);
      JsonNode status = Receipt.part(node.get("/api/status").json(), "sources", "log");
      assertThat(status.path("type").asText()).isEqualTo("syslog");
      assertThat(status.path("state").asText()).isEqualTo("running");
      assertThat(status.path("connections_open").asInt()).isEqualTo(2);
      send(sender, node.port(), "<13>Nov  4 09:08:07 h app[500]: at the stop");
      node.stop().delivered();
      List<String> pids = new ArrayList<>();
      for (String line : node.lines("out/all.json")) {
        pids.add(JSON.readTree(line).path("pid").asText());
      }
      List<String> all = new ArrayList<>();
      for (int i = 0; i <= 500; i++) {
        all.add(Integer.toString(i));
      }
      assertThat(pids).containsExactlyElementsOf(all);
    }
  }

  @Test
  void aPortThatIsTakenEndsTheStart() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"));
        DatagramSocket taken = new DatagramSocket(node.port(), InetAddress.getLoopbackAddress())) {
      node.configure("rules = []\nsources { u { type = udp, port = %PORT%, rules = [] } }");
      assertThat(taken.isBound()).isTrue();
      NodeProcess.Ended check = node.command("check");
      assertThat(check.status()).isEqualTo(78);
      assertThat(check.out() + check.err()).contains("sources.u.port").contains("can't listen on");
      assertThat(node.launch("run").exit()).isEqualTo(78);
    }
  }

  @Test
  void unixSocketsAreReadOutAndTheirFileGoes() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources { log { type = syslog, protocol = unix, path = log.sock, rules = [] } }
              groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.json" } } } }
              """)
          .run();
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(node.path("log.sock"));
      try (SocketChannel first = SocketChannel.open(address);
          SocketChannel second = SocketChannel.open(address)) {
        for (int i = 0; i < 1000; i++) {
          write(first, "<13>Nov  4 09:08:07 h one: text %d\n".formatted(i));
          write(second, "<13>Nov  4 09:08:07 h two: text %d\n".formatted(i));
        }
        node.stop().delivered();
      }
      assertThat(node.lines("out/all.json")).hasSize(2000);
      assertThat(node.path("log.sock")).doesNotExist();
    }
  }

  @Test
  void loggerSendsToASocketAsDevLogIs() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources {
                log { type = syslog, protocol = unix, socket = datagram, path = log.sock, rules = [] }
              }
              groups {
                all { rules = ["/raw"], sinks {
                  all { type = file, path = "out/all.json" }
                  on { type = unix, socket = datagram, path = next.sock, encoder = raw }
                } }
              }
              """)
          .run();
      for (int i = 0; i < 20; i++) {
        Process logger =
            new ProcessBuilder(
                    "logger",
                    "-d",
                    "--socket",
                    "log.sock",
                    "--socket-errors=on",
                    "--tag",
                    "case",
                    "text " + i)
                .directory(node.path("").toFile())
                .inheritIO()
                .start();
        assertThat(logger.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(logger.exitValue()).isZero();
      }
      node.awaitCount("sources", "log", "accepted", 20);
      node.stop();
      List<String> apps = new ArrayList<>();
      for (String line : node.lines("out/all.json")) {
        apps.add(JSON.readTree(line).path("app").asText());
      }
      assertThat(apps).hasSize(20).containsOnly("case");
      assertThat(node.path("log.sock")).doesNotExist();
    }
  }

  private static void write(SocketChannel to, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @Test
  void batchReadsStandardInputToItsEnd() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
          """
          rules = []
          sources { in { type = stdin, rules = [] } }
          groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
          """);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 50_000; i++) {
        lines.add("line " + i);
      }
      Files.write(node.path("in.log"), lines);
      Process cat =
          new ProcessBuilder(
                  "sh", "-c", "cat in.log | " + NodeProcess.script() + " batch > batch.out 2>&1")
              .directory(node.path("").toFile())
              .start();
      assertThat(cat.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(cat.exitValue()).isZero();
      assertThat(node.lines("out/all.log")).isEqualTo(lines);
    }
  }
}
