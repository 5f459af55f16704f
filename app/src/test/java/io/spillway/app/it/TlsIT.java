package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP with TLS: delivery, client certificates, renewal, plain text on the port, the stop. */
class TlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(Jdk jdk, Certificate server, String more)
      throws IOException, GeneralSecurityException {
    NodeProcess node = new NodeProcess(folder.resolve("node"), jdk);
    server.writePem(node.path("cert.pem"), node.path("key.pem"));
    return node.configure(
        """
        rules = []
        sources { net { type = syslog, protocol = tls, header-mode = keep, rules = [], port = %%PORT%%,
          tls { certificate = cert.pem, key = key.pem %s } } }
        groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
        """
            .formatted(more));
  }

  private static SSLSocket connect(NodeProcess node, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.port());
    socket.startHandshake();
    return socket;
  }

  private static long closedBy(NodeProcess node, String reason)
      throws IOException, InterruptedException {
    return Receipt.part(node.get("/api/status").json(), "sources", "net")
        .path("connections_closed")
        .path(reason)
        .asLong();
  }

  /** A sender that never reads and closes while the node still has much to read loses nothing. */
  @ParameterizedTest
  @MethodSource("io.spillway.app.it.Jdk#all")
  void sendersThatNeverReadLoseNothingAtTheirClose(Jdk jdk) throws Exception {
    Certificate server = Certificate.make(folder, "server");
    try (NodeProcess node = node(jdk, server, "").run()) {
      List<String> sent = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        try (SSLSocket socket = connect(node, server.client(null))) {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < 2000; i++) {
            String line = "round %d line %d %s".formatted(round, i, "x".repeat(100));
            sent.add(line);
            text.append(line).append('\n');
          }
          OutputStream out = socket.getOutputStream();
          out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      node.awaitCount("sources", "net", "accepted", sent.size());
      Await.until("all closed", PATIENCE, () -> closedBy(node, "peer-closed") == 20);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void clientsWithoutACertificateAndPlainTextAreRefused() throws Exception {
    Certificate server = Certificate.make(folder, "server");
    Certificate client = Certificate.make(folder, "client");
    Path authorities = folder.resolve("ca.pem");
    client.writePem(authorities, folder.resolve("unused.pem"));
    String more = ", client-ca = \"" + authorities + "\", client-auth = required";
    try (NodeProcess node = node(Jdk.own(), server, more).run()) {
      assertThatThrownBy(
              () -> {
                try (SSLSocket socket = connect(node, server.client(null))) {
                  assertThat(socket.getInputStream().read()).isEqualTo(-1);
                  throw new SSLException("closed");
                }
              })
          .isInstanceOf(IOException.class);
      Await.until("refused", PATIENCE, () -> closedBy(node, "tls-failed") == 1);
      node.send("<13>plain text\n");
      Await.until("refused", PATIENCE, () -> closedBy(node, "tls-failed") == 2);
      SSLSocketFactory sockets = server.client(client).getSocketFactory();
      try (SSLSocket again =
          (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), node.port())) {
        again.setEnabledProtocols(new String[] {"TLSv1.2"});
        again.startHandshake();
        again.startHandshake(); // anew
        Await.until("refused", PATIENCE, () -> closedBy(node, "tls-failed") == 3);
      }
      try (SSLSocket socket = connect(node, server.client(client))) {
        socket.getOutputStream().write("good\n".getBytes(StandardCharsets.ISO_8859_1));
      }
      node.awaitCount("sources", "net", "accepted", 1);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).containsExactly("good");
    }
  }

  @Test
  void renewedFilesAreForNewConnectionsAndOpenOnesStay() throws Exception {
    Certificate first = Certificate.make(folder, "first");
    Certificate second = Certificate.make(folder, "second");
    try (NodeProcess node = node(Jdk.own(), first, "").run();
        SSLSocket open = connect(node, first.client(null))) {
      open.getOutputStream().write("one\n".getBytes(StandardCharsets.ISO_8859_1));
      second.writePem(node.path("cert.pem"), node.path("key.pem"));
      FileTime later = FileTime.from(Instant.now().plusSeconds(5));
      Files.setLastModifiedTime(node.path("cert.pem"), later);
      Await.until(
          "the second certificate",
          PATIENCE,
          () -> {
            try (SSLSocket socket = connect(node, second.client(null))) {
              socket.getOutputStream().write("two\n".getBytes(StandardCharsets.ISO_8859_1));
              return true;
            } catch (SSLException | GeneralSecurityException notYet) {
              return false;
            }
          });
      open.getOutputStream().write("three\n".getBytes(StandardCharsets.ISO_8859_1));
      node.awaitCount("sources", "net", "accepted", 3);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).containsExactlyInAnyOrder("one", "two", "three");
      assertThat(node.loggedTimes("taken anew")).isEqualTo(1);
    }
  }

  @Test
  void mistakesInFilesAreReportedBeforeTheStart() throws Exception {
    Certificate server = Certificate.make(folder, "server");
    try (NodeProcess node = node(Jdk.own(), server, "")) {
      Files.writeString(node.path("key.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
      NodeProcess.Ended check = node.command("check");
      assertThat(check.status()).isEqualTo(78);
      assertThat(check.out() + check.err()).contains("tls.certificate").contains("openssl pkcs8");
    }
  }
}
