package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections, idle ones, and senders that come again and again. */
class ConnectionsIT {
  private static final int MANY = 1000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources { net { type = tcp, rules = [], port = %PORT% } }
            groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
            """)
        .run();
  }

  private static void sendLine(List<Socket> sockets, String text) throws IOException {
    for (int i = 0; i < sockets.size(); i++) {
      byte[] line = (text + i + "\n").getBytes(StandardCharsets.ISO_8859_1);
      sockets.get(i).getOutputStream().write(line);
    }
  }

  private static long open(NodeProcess node) throws IOException, InterruptedException {
    return Receipt.part(node.get("/api/status").json(), "sources", "net")
        .path("connections_open")
        .asLong();
  }

  @Test
  void thousandConnectionsStayOpenWhileIdle() throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try (NodeProcess node = node()) {
      for (int i = 0; i < MANY; i++) {
        sockets.add(node.connect());
      }
      sendLine(sockets, "first ");
      node.awaitCount("sinks", "all", "delivered", MANY);
      assertThat(open(node)).isEqualTo(MANY);
      sendLine(sockets, "second ");
      node.awaitCount("sinks", "all", "delivered", 2L * MANY);
      assertThat(open(node)).isEqualTo(MANY);
      assertThat(node.loggedTimes("awaiting connectors")).isZero();
      for (Socket socket : sockets) {
        socket.close();
      }
      Await.until("all closed", Duration.ofSeconds(20), () -> open(node) == 0);
      assertThat(node.loggedTimes("awaiting connectors")).isEqualTo(1);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("net").path("connections").asLong()).isEqualTo(MANY);
      assertThat(node.lines("out/all.log")).hasSize(2 * MANY).doesNotHaveDuplicates();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void sendersThatReconnectLoseNothing() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket stays = node.connect()) {
      for (int i = 0; i < 50; i++) {
        node.sendLines(0, 10 * i, 10);
        node.awaitCount("sources", "net", "accepted", 10L * i + 10);
      }
      assertThat(open(node)).isLessThanOrEqualTo(2);
      stays.getOutputStream().write("still here\n".getBytes(StandardCharsets.ISO_8859_1));
      node.awaitCount("sinks", "all", "delivered", 501);
      assertThat(node.loggedTimes("awaiting connectors")).isZero();
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("net").path("connections").asLong()).isEqualTo(51);
      Sender.Arrived arrived = new Sender.Arrived(node.lines("out/all.log"), 1);
      assertThat(arrived.whole()).isEqualTo(500);
      assertThat(arrived.incomplete()).isEqualTo(1); // "still here"
    }
  }
}
