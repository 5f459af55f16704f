package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody should send: the node lives, counts why, and other connections get through. */
class BadInputIT {
  private static final int GOOD_LINES = 2000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node() throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            rules = []
            sources {
              net { type = tcp, rules = [], port = %PORT%, framing = newline, max-record-bytes = 64 KiB }
              framed { type = tcp, rules = [], port = %OTHER%, framing = octet-counted }
            }
            groups { all { rules = ["/raw"], sinks {
              raw { type = file, path = "out/raw.log", encoder = raw }
              json { type = file, path = "out/all.json" }
            } } }
            """)
        .run();
  }

  /** Ends a test: good lines on a connection of their own arrive, and the ledger balances. */
  private static Receipt unharmed(NodeProcess node, Sender good)
      throws IOException, InterruptedException {
    Sender.joinAll(List.of(good));
    long accepted = node.count("sources", "net", "accepted");
    node.awaitCount("sinks", "raw", "delivered", accepted + framed(node));
    Receipt receipt = node.stop().delivered();
    List<String> whole =
        node.lines("out/raw.log").stream().filter(line -> line.startsWith("c07n")).toList();
    assertThat(whole).hasSize(GOOD_LINES);
    assertThat(new Sender.Arrived(whole, 8).of(7)).isEqualTo(GOOD_LINES);
    return receipt;
  }

  private static long framed(NodeProcess node) throws IOException, InterruptedException {
    return node.count("sources", "framed", "accepted");
  }

  private static Sender good(NodeProcess node) throws IOException {
    Sender good = new Sender(node.connect(), 7, GOOD_LINES);
    good.start();
    return good;
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.shutdownOutput();
  }

  private static long reason(Receipt receipt, String source, String reason) {
    return receipt.source(source).path("reasons").path(reason).asLong();
  }

  @Test
  void bytesWithoutALineEndAreCutAndCounted() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket endless = node.connect()) {
      OutputStream out = endless.getOutputStream();
      byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.ISO_8859_1);
      out.write(block);
      Sender good = good(node);
      for (int i = 1; i < 64; i++) {
        out.write(block);
      }
      out.write("\nafter\n".getBytes(StandardCharsets.ISO_8859_1));
      endless.shutdownOutput();
      node.awaitCount("sources", "net", "accepted", GOOD_LINES + 2);
      Receipt receipt = unharmed(node, good);
      assertThat(reason(receipt, "net", "too_long_truncated")).isEqualTo(1);
      assertThat(node.lines("out/raw.log")).contains("after", "x".repeat(64 << 10));
    }
  }

  /** A gigabyte goes through a heap of a quarter of it, and nobody else notices. */
  @Test
  void gigabyteWithoutALineEndHarmsNobody() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket endless = node.connect();
        Socket beside = node.connect()) {
      OutputStream out = endless.getOutputStream();
      byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.ISO_8859_1);
      Sender good = good(node);
      for (int i = 0; i < 1024; i++) {
        out.write(block);
        if (i % 64 == 0) {
          String line = "beside " + i;
          beside.getOutputStream().write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
          Await.until(line, Duration.ofSeconds(10), () -> node.lines("out/raw.log").contains(line));
        }
      }
      endless.shutdownOutput();
      assertThat(endless.getInputStream().read()).isEqualTo(-1);
      beside.shutdownOutput();
      assertThat(beside.getInputStream().read()).isEqualTo(-1);
      node.awaitCount("sources", "net", "accepted", GOOD_LINES + 17);
      Receipt receipt = unharmed(node, good);
      assertThat(reason(receipt, "net", "too_long_truncated")).isEqualTo(1);
      assertThat(receipt.source("net").path("bytes").asLong()).isLessThan(1 << 20);
      assertThat(node.lines("out/raw.log"))
          .contains("x".repeat(64 << 10), "beside 0", "beside 960")
          .hasSize(GOOD_LINES + 17);
    }
  }

  @Test
  void randomBytesAndNulsAndBrokenUtf8AreRecords() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket random = node.connect();
        Socket nuls = node.connect();
        Socket broken = node.connect()) {
      Sender good = good(node);
      byte[] noise = new byte[2 << 20];
      new Random(42).nextBytes(noise);
      write(random, noise);
      write(nuls, "\0\0\0\nnul\0nul\n".getBytes(StandardCharsets.ISO_8859_1));
      write(broken, "caf\u00e9 \u00c3(\n".getBytes(StandardCharsets.ISO_8859_1));
      node.awaitCount("sources", "net", "connections", 4);
      Receipt receipt = unharmed(node, good);
      assertThat(receipt.sink("json").path("reasons").path("invalid_utf8").asLong())
          .isGreaterThan(1);
      assertThat(receipt.source("net").path("bytes").asLong()).isGreaterThan(noise.length);
      assertThat(node.lines("out/raw.log")).contains("nul\0nul", "\0\0\0", "caf\u00e9 \u00c3(");
    }
  }

  @Test
  void framesThatAreNoneCloseTheirConnectionAlone() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket wrong = node.connectOther();
        Socket right = node.connectOther()) {
      Sender good = good(node);
      write(wrong, "5 helloand no frame any more\n".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(wrong.getInputStream().read()).isEqualTo(-1);
      write(right, "2 ok4 then".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(right.getInputStream().read()).isEqualTo(-1);
      Receipt receipt = unharmed(node, good);
      assertThat(reason(receipt, "framed", "bad_frame")).isEqualTo(1);
      assertThat(node.log()).contains("reason=record-too-long source=framed");
      assertThat(node.lines("out/raw.log")).contains("hello", "ok", "then");
    }
  }

  @Test
  void senderOfOneByteAtATimeHoldsUpNobody() throws IOException, InterruptedException {
    try (NodeProcess node = node();
        Socket slow = node.connect()) {
      slow.setTcpNoDelay(true);
      OutputStream out = slow.getOutputStream();
      Sender good = good(node);
      byte[] line = "a line that comes byte by byte".getBytes(StandardCharsets.ISO_8859_1);
      for (byte b : line) {
        out.write(b);
        assertThat(node.probe("/healthz")).isEqualTo(200); // gives the byte time to be read alone
      }
      node.awaitCount("sources", "net", "accepted", GOOD_LINES);
      out.write('\n');
      node.awaitCount("sources", "net", "accepted", GOOD_LINES + 1);
      unharmed(node, good);
      assertThat(node.lines("out/raw.log")).contains("a line that comes byte by byte");
    }
  }
}
