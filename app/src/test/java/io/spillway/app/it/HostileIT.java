package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that speak something else: counted, told, and nobody else is harmed. */
class HostileIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources {
              net { type = tcp, rules = [], port = %PORT%, framing = newline, instances = 2 }
              framed { type = tcp, rules = [], port = %OTHER%, framing = length-prefixed }
            }
            groups { all { rules = ["/raw"], sinks {
              all { type = file, path = "out/all.log", encoder = raw }
            } } }
            """)
        .run();
  }

  @Test
  void aTlsClientOnAPlainPortIsClosedAndNamed() throws Exception {
    try (NodeProcess node = node()) {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      for (Socket plain : new Socket[] {node.connect(), node.connectOther()}) {
        try (SSLSocket tls =
            (SSLSocket) factory.createSocket(plain, "localhost", plain.getPort(), true)) {
          tls.setSoTimeout((int) PATIENCE.toMillis());
          assertThatThrownBy(tls::startHandshake)
              .isInstanceOf(IOException.class)
              .isNotInstanceOf(SocketTimeoutException.class);
        }
      }
      node.send("good\n");
      for (String source : new String[] {"net", "framed"}) {
        Await.until(
            "it is counted", PATIENCE, () -> closedBy(node, source, "tls-on-plain-port") == 1);
        assertThat(node.log())
            .contains(
                " begins with TLS, and source=" + source + " is plain: turn TLS off at the peer");
      }
      node.awaitCount("sinks", "all", "delivered", 1);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("net").path("accepted").asLong()).isEqualTo(1);
      assertThat(receipt.source("framed").path("accepted").asLong()).isZero();
      assertThat(node.lines("out/all.log")).containsExactly("good");
    }
  }

  private static long closedBy(NodeProcess node, String source, String reason)
      throws IOException, InterruptedException {
    return Receipt.part(node.get("/api/status").json(), "sources", source)
        .path("connections_closed")
        .path(reason)
        .asLong();
  }

  @Test
  void frameCountsThatCannotBeCloseTheirConnectionAlone() throws Exception {
    try (NodeProcess node = node();
        Socket good = node.connectOther()) {
      good.getOutputStream().write(new byte[] {0, 0, 0, 4, 'g', 'o', 'o', 'd'});
      for (int first : new int[] {0xff, 0x80, 0x7f, 0x11}) {
        try (Socket bad = node.connectOther()) {
          bad.setSoTimeout((int) PATIENCE.toMillis());
          bad.getOutputStream().write(new byte[] {(byte) first, 0, 0, 0, 'x'});
          assertThat(endOf(bad)).isTrue();
        }
      }
      good.getOutputStream().write(new byte[] {0, 0, 0, 5, 'a', 'g', 'a', 'i', 'n'});
      Await.until("good ones", PATIENCE, () -> node.count("sinks", "all", "delivered") >= 2);
      Receipt receipt = node.stop();
      assertThat(receipt.source("framed").path("reasons").path("bad_frame").asLong()).isEqualTo(4);
      assertThat(node.lines("out/all.log")).contains("good", "again");
      assertThat(node.log()).contains("reason=record-too-long source=framed");
    }
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }
}
