package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More connections and files than the process may have file descriptors. */
class DescriptorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 200;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String sources) throws IOException, InterruptedException {
    Path at = folder.resolve("node");
    NodeProcess node = new NodeProcess(at);
    node.configure(
        """
        rules = []
        sources { SOURCES }
        groups { all { rules = ["/raw"], sinks {
          all { type = file, path = "out/all.log", encoder = raw }
        } } }
        """
            .replace("SOURCES", sources));
    return node.launchFrom(at, "ulimit -n 200\nspillway run").awaitReady();
  }

  private static void write(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void closeAll(List<? extends AutoCloseable> sockets) throws Exception {
    for (AutoCloseable socket : sockets) {
      socket.close();
    }
  }

  @Test
  void connectionsWaitInTheKernelAndOpenOnesGoOn() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try (NodeProcess node = node("net { type = tcp, rules = [], port = %PORT% }");
        Socket first = node.connect()) {
      for (int i = 0; i < MANY; i++) {
        Socket one = node.connect();
        waiting.add(one);
        write(one, "waits " + i + "\n");
      }
      Await.until(
          "it says that it accepts no more",
          PATIENCE,
          () -> node.log().contains("source=net accepts no more for now: of 200 file descriptors"));
      write(first, "goes on\n");
      Await.until("it goes on", PATIENCE, () -> node.lines("out/all.log").contains("goes on"));
      assertThat(node.count("sources", "net", "accepted")).isLessThan(MANY);
      assertThat(node.log()).contains("LimitNOFILE").doesNotContain("Accept error");
      closeAll(waiting);
      node.awaitCount("sources", "net", "accepted", MANY + 1);
      Receipt receipt = node.stop().delivered();
      assertThat(receipt.source("net").path("connections").asLong()).isEqualTo(MANY + 1);
      assertThat(node.loggedTimes("accepts no more for now")).isLessThan(5);
    }
  }

  @Test
  void unixConnectionsWaitToo() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try (NodeProcess node = node("local { type = unix, rules = [], path = \"in.sock\" }")) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(node.path("in.sock"));
      for (int i = 0; i < 150; i++) {
        SocketChannel one = SocketChannel.open(address);
        waiting.add(one);
        one.write(ByteBuffer.wrap(("waits " + i + "\n").getBytes(StandardCharsets.ISO_8859_1)));
      }
      Await.until(
          "it says that it accepts no more",
          PATIENCE,
          () -> node.log().contains("source=local accepts no more for now"));
      closeAll(waiting);
      node.awaitCount("sources", "local", "accepted", 150);
      node.stop().delivered();
    }
  }

  @Test
  void followedFilesShareWhatThereIs() throws Exception {
    Path logs = folder.resolve("node/in");
    Files.createDirectories(logs);
    for (int i = 0; i < 2 * MANY; i++) {
      Files.writeString(logs.resolve(i + ".log"), "file " + i + "\n");
    }
    try (NodeProcess node =
        node("files { type = file, mode = follow, rules = [], paths = [\"in/*.log\"] }")) {
      node.awaitCount("sources", "files", "accepted", 2 * MANY);
      node.stop().delivered();
      assertThat(node.log()).doesNotContain("Too many open files");
    }
  }
}
