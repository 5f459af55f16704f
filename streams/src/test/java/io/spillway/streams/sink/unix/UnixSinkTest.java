package io.spillway.streams.sink.unix;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.sink.net.WireFraming;
import io.spillway.streams.unix.SocketKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSinkTest extends SinkContractTest {
  private final Path path;
  private final ServerSocketChannel server;

  UnixSinkTest(@TempDir Path folder) throws IOException {
    path = folder.resolve("in.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
  }

  @Override
  protected void closeDestination() throws IOException {
    server.close();
  }

  @Override
  protected Sink open() {
    return sink(path);
  }

  private static Sink sink(Path to) {
    ConnectionSettings connection =
        new ConnectionSettings(
            WireFraming.NEWLINE,
            256 << 10,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofMillis(10));
    return UnixSink.open(
        new UnixSinkSettings(to, SocketKind.STREAM, connection, 64 << 10),
        new Senders("out", task -> {}, resent -> {}));
  }

  @Override
  protected List<String> received() throws IOException {
    ByteBuffer all = ByteBuffer.allocate(10_000);
    try (SocketChannel connection = server.accept()) {
      while (connection.read(all) >= 0) {}
    }
    return StandardCharsets.UTF_8.decode(all.flip()).toString().lines().toList();
  }

  @Test
  void answersRetryWhileThereIsNoSocket() {
    Sink sink = sink(path.resolveSibling("none.sock"));
    Answer answer =
        sink.deliver(Records.of("a"), new Records.Watch(0)).toCompletableFuture().join();
    assertThat(answer.runs().get(0).reason()).isEqualTo(Reason.CONNECT_FAILED);
  }
}
