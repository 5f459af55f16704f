package io.spillway.app.gen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrafficTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Plan count(long lines) {
    return new Plan(
        OptionalLong.of(lines),
        Optional.empty(),
        OptionalDouble.empty(),
        Profile.CONSTANT,
        Duration.ofSeconds(1),
        () -> false);
  }

  private static String readAll(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      return "broken: " + broken;
    }
  }

  private static List<CompletableFuture<String>> accept(ServerSocket server, int connections) {
    List<CompletableFuture<String>> received = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      received.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return readAll(server.accept());
                } catch (IOException closed) {
                  return "closed: " + closed;
                }
              },
              task -> new Thread(task).start()));
    }
    return received;
  }

  @Test
  void closedUdpPortIsNamed() throws IOException {
    InetSocketAddress closed;
    try (DatagramSocket taken = new DatagramSocket(0, LOOPBACK)) {
      closed = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
    }
    Lines lines = Lines.of(Kind.NGINX, false);
    Sent sent = new Traffic(lines, count(1000), 1, false).udp(closed, progress -> {});
    String address = closed.getHostString() + ":" + closed.getPort();
    assertThat(sent.broken()).containsExactly("nothing listens on UDP port " + address);
  }

  @Test
  void everyLineArrivesOnceAndInOrder() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      List<CompletableFuture<String>> received = accept(server, 3);
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      Sent sent =
          new Traffic(Lines.of(Kind.NGINX, true), count(10_001), 3, true).tcp(to, false, s -> {});
      assertThat(sent.lines()).isEqualTo(10_001);
      assertThat(sent.perConnection()).containsExactly(3334L, 3334L, 3333L);
      List<String> marks = new ArrayList<>();
      for (CompletableFuture<String> one : received) {
        List<String> all = one.join().lines().map(TrafficTest::mark).toList();
        assertThat(all).isSorted().doesNotHaveDuplicates();
        marks.addAll(all);
      }
      assertThat(marks).hasSize(10_001).doesNotHaveDuplicates();
    }
  }

  @Test
  void tellsOfEachSendByItsOffset() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      List<CompletableFuture<String>> received = accept(server, 2);
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      long[] next = new long[2];
      long[] lines = new long[2];
      Sent sent =
          new Traffic(
                  Lines.of(Kind.NGINX, true),
                  count(10_001),
                  2,
                  true,
                  (connection, seq, records, bytes) -> {
                    assertThat(seq).isEqualTo(next[connection]);
                    next[connection] += bytes;
                    lines[connection] += records;
                  })
              .tcp(to, false, s -> {});
      assertThat(sent.perConnection()).containsExactly(lines[0], lines[1]);
      List<Long> lengths =
          received.stream().map(one -> (long) one.join().length()).sorted().toList();
      assertThat(lengths).containsExactly(Math.min(next[0], next[1]), Math.max(next[0], next[1]));
    }
  }

  private static String mark(String line) {
    int at = line.indexOf("cid");
    return line.substring(at, at + Block.MARK.length());
  }

  @Test
  void countsOctetsWhenAsked() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      List<CompletableFuture<String>> received = accept(server, 1);
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      new Traffic(Lines.of(List.of("one", "three"), false), count(3), 1, false)
          .tcp(to, true, s -> {});
      assertThat(received.get(0).join()).isEqualTo("3 one5 three3 one");
    }
  }

  @Test
  void saysHowFarItGotWhenTheConnectionBroke() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      CompletableFuture<Integer> taken =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.setSoLinger(true, 0);
                  return socket.getInputStream().readNBytes(100_000).length;
                } catch (IOException broken) {
                  return -1;
                }
              },
              task -> new Thread(task).start());
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      Sent sent =
          new Traffic(Lines.of(Kind.KV, true), count(100_000_000), 1, true).tcp(to, false, s -> {});
      assertThat(taken.join()).isEqualTo(100_000);
      assertThat(sent.broken().get(0)).isNotEmpty();
      assertThat(sent.lines()).isBetween(100_000L / 200, 99_999_999L);
    }
  }

  @Test
  void keepsToARateAndStopsInTime() throws IOException {
    Plan plan =
        new Plan(
            OptionalLong.empty(),
            Optional.of(Duration.ofMillis(500)),
            OptionalDouble.of(1000),
            Profile.CONSTANT,
            Duration.ofSeconds(1),
            () -> false);
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      List<CompletableFuture<String>> received = accept(server, 1);
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      Sent sent = new Traffic(Lines.of(Kind.JSON, false), plan, 1, false).tcp(to, false, s -> {});
      assertThat(sent.lines()).isBetween(1L, 501L);
      assertThat(received.get(0).join().lines().count()).isEqualTo(sent.lines());
    }
  }

  @Test
  void sendsADatagramPerLine() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      InetSocketAddress to = new InetSocketAddress(LOOPBACK, socket.getLocalPort());
      new Traffic(Lines.of(List.of("a", "bb"), true), count(3), 1, true).udp(to, s -> {});
      List<String> received = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        received.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      }
      assertThat(received)
          .containsExactly("a cid00s0000000000", "bb cid00s0000000001", "a cid00s0000000002");
    }
  }

  @Test
  void appendsToAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/lines.log");
    new Traffic(Lines.of(Kind.RFC3164, false), count(1500), 2, false).file(file, s -> {});
    new Traffic(Lines.of(Kind.RFC5424, false), count(500), 1, false).file(file, s -> {});
    assertThat(Files.readAllLines(file)).hasSize(2000).allMatch(line -> line.startsWith("<"));
  }
}
