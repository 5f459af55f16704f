package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemChecksTest {
  private static final Path PEM = Path.of("../conf/bad/tls-files").toAbsolutePath().normalize();
  private static final long THIS = ProcessHandle.current().pid();
  private static final OptionalLong NOBODY = OptionalLong.empty();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private Configuration.Outcome read(String text) throws IOException {
    String port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Integer.toString(free.getLocalPort());
    }
    Files.writeString(
        folder.resolve("spillway.conf"),
        "rules = []\nadmin.port = " + port + "\nrescue.min-free = 0\n" + text);
    return Configuration.read(folder.resolve("spillway.conf"), Optional.empty());
  }

  private List<String> texts(List<Problem> problems) {
    return problems.stream()
        .map(problem -> problem.subject() + ": " + problem.what())
        .map(text -> text.replace(folder.toString(), "DIR"))
        .toList();
  }

  @Test
  void holderOfAPortIsNamed() throws IOException {
    try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DatagramSocket udp =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Configuration.Outcome outcome =
          read(
              "sources { a { type = tcp, rules = [], port = %d }\n b { type = udp, rules = [], port = %d } }"
                  .formatted(tcp.getLocalPort(), udp.getLocalPort()));
      List<String> found = texts(SystemChecks.check(outcome, NOBODY).problems());
      assertThat(found).hasSize(2);
      assertThat(found.get(0))
          .contains("sources.a.port", "can't listen on 127.0.0.1:" + tcp.getLocalPort())
          .matches(".*; process " + THIS + " \\(.+\\) has it");
      assertThat(found.get(1)).contains("sources.b.port", "; process " + THIS + " (");
      assertThat(SystemChecks.check(outcome, OptionalLong.of(THIS)).problems()).isEmpty();
      assertThat(SystemChecks.check(outcome, OptionalLong.of(THIS + 1)).problems()).hasSize(2);
    }
  }

  @Test
  void rescueFolderOfAnotherNodeIsAProblem() throws IOException {
    Configuration.Outcome outcome = read("sources { a { type = stdin, rules = [] } }");
    assertThat(SystemChecks.check(outcome, NOBODY).problems()).isEmpty();
    Path rescue = Files.createDirectories(folder.resolve("data/rescue"));
    assertThat(OwnerLock.isTaken(rescue)).isFalse();
    assertThat(rescue).isEmptyDirectory();
    try (OwnerLock lock = OwnerLock.take(rescue).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(texts(SystemChecks.check(outcome, NOBODY).problems()))
          .containsExactly(
              "rescue.folder = DIR/data/rescue: the folder is in use by process "
                  + THIS
                  + "; two nodes need a data-dir or a rescue.folder each");
      assertThat(SystemChecks.check(outcome, OptionalLong.of(THIS)).problems()).isEmpty();
    }
    assertThat(SystemChecks.check(outcome, NOBODY).problems()).isEmpty();
  }

  @Test
  void diskWithLessThanTheFloorIsAWarning() throws IOException {
    Configuration.Outcome outcome =
        read("rescue.min-free = 1024 TiB\nsources { a { type = stdin, rules = [] } }");
    assertThat(texts(SystemChecks.check(outcome, NOBODY).warnings()))
        .singleElement()
        .asString()
        .startsWith("rescue.min-free = \"1 PiB\"".replace("\"", ""))
        .endsWith("are free on the disk of DIR/data/rescue: nothing could be rescued");
  }

  @Test
  void pathsWithoutFilesAreWarnings() throws IOException {
    Files.writeString(folder.resolve("there.log"), "x\n");
    Configuration.Outcome outcome =
        read(
            """
            sources {
              a { type = file, rules = [], mode = follow, paths = ["*.log", "*.txt"] }
              b { type = file, rules = [], paths = ["there.log", "gone.log"] }
            }
            """);
    assertThat(texts(SystemChecks.check(outcome, NOBODY).warnings()))
        .containsExactly(
            "sources.a.paths = DIR/*.txt: names no file now",
            "sources.b.paths = DIR/gone.log: names no file now");
  }

  @Test
  void whatIsInASocketsWayIsAProblem() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    try (ServerSocketChannel taken = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      taken.bind(UnixDomainSocketAddress.of(folder.resolve("taken")));
      try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        left.bind(UnixDomainSocketAddress.of(folder.resolve("left")));
      }
      Configuration.Outcome outcome =
          read(
              """
              sources {
                a { type = unix, rules = [], path = none/in.sock }
                b { type = unix, rules = [], path = file }
                c { type = unix, rules = [], path = taken }
                d { type = unix, rules = [], path = left }
                e { type = unix, rules = [], path = new }
              }
              """);
      assertThat(texts(SystemChecks.check(outcome, NOBODY).problems()))
          .containsExactly(
              "sources.a.path = DIR/none/in.sock: there is no folder DIR/none in which a socket"
                  + " could be made",
              "sources.b.path = DIR/file: there is something that is no socket",
              "sources.c.path = DIR/taken: another process listens on this socket");
    }
  }

  @Test
  void certificatesAreJudgedByTheirDates() throws IOException {
    Path key = Files.copy(PEM.resolve("key.pem"), folder.resolve("key.pem"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Configuration.Outcome outcome =
        read(
            "sources { a { type = tcp, rules = [], port = 1, tls { certificate = \"%s/cert.pem\", key = key.pem } } }"
                .formatted(PEM));
    NodeSettings node = outcome.settings().orElseThrow();
    assertThat(judged(node, "2030-01-01T00:00:00Z").sorted()).isEmpty();
    assertThat(judged(node, "2030-01-01T00:00:00Z").warnings()).isEmpty();
    assertThat(texts(judged(node, "2526-01-01T00:00:00Z").sorted()))
        .singleElement()
        .asString()
        .startsWith("sources.a.tls.certificate = " + PEM + "/cert.pem: the certificate expired at");
    assertThat(texts(judged(node, "2000-01-01T00:00:00Z").sorted()))
        .singleElement()
        .asString()
        .contains("the certificate is valid only from ");
    Instant end = end(node);
    assertThat(texts(judged(node, end.minusSeconds(86_400 * 29L).toString()).warnings()))
        .singleElement()
        .asString()
        .contains("the certificate expires in 29 days, at " + end);
    assertThat(judged(node, end.minusSeconds(86_400 * 31L).toString()).warnings()).isEmpty();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(texts(judged(node, "2030-01-01T00:00:00Z").warnings()))
        .containsExactly(
            "sources.a.tls.key = DIR/key.pem: the key can be read by everybody, 0644 (rw-r--r--):"
                + " chmod o= DIR/key.pem");
  }

  private static Instant end(NodeSettings node) {
    String expired = judged(node, "2526-01-01T00:00:00Z").sorted().get(0).what();
    return Instant.parse(expired.substring(expired.lastIndexOf(' ') + 1));
  }

  private static Problems judged(NodeSettings node, String now) {
    Problems problems = new Problems();
    new CertificateChecks(problems, Instant.parse(now)).all(node);
    return problems;
  }

  @Test
  void withoutTheMachineItsFilesAndFoldersDoNotMatter() throws IOException {
    Files.writeString(folder.resolve("data"), "in the way");
    Configuration.Outcome outcome =
        read(
            """
            admin.token-file = nowhere.token
            node.name = { secret-file = nowhere.txt }
            sources { a { type = tcp, rules = [], prot = 1, port = 1, tls { certificate = a, key = b } } }
            """);
    assertThat(outcome.problems()).extracting(Problem::key).hasSizeGreaterThan(4);
    assertThat(outcome.withoutMachine().problems())
        .extracting(Problem::key)
        .containsExactly("sources.a.prot");
  }
}
