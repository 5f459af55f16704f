package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
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

  /** What it said is a record, bytes as they came; it waits for an answer that never comes. */
  @Test
  void aTlsClientOnAPlainPortIsARecordThatIsWrong() throws Exception {
    try (NodeProcess node = node()) {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (Socket plain = node.connect();
          SSLSocket tls = (SSLSocket) factory.createSocket(plain, "127.0.0.1", node.port(), true)) {
        tls.setSoTimeout(500);
        assertThatThrownBy(tls::startHandshake)
            .isInstanceOfAny(SSLException.class, IOException.class);
      }
      node.send("good\n");
      Await.until("both are read", PATIENCE, () -> node.count("sources", "net", "accepted") >= 2);
      node.stop().delivered();
      assertThat(node.lines("out/all.log")).contains("good");
    }
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
