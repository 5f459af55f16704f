package io.spillway.streams.bench;

import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.sink.net.WireFraming;
import io.spillway.streams.sink.tcp.TcpSink;
import io.spillway.streams.sink.tcp.TcpSinkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Lines per second that the tcp sink brings to a receiver on this machine that drops them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx256m")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class TcpSinkBench {
  private static final int LINES = 1000;
  private static final int LINE_BYTES = 253;

  @Param({"NEWLINE", "OCTET_COUNTED"})
  WireFraming framing = WireFraming.NEWLINE;

  private Outgoing records = Records.of();
  private @Nullable ServerSocketChannel server;
  private @Nullable Sink sink;

  @Setup
  public void open() throws IOException {
    byte[] slab = new byte[LINES * LINE_BYTES];
    long[] ends = new long[LINES];
    for (int i = 0; i < LINES; i++) {
      slab[(i + 1) * LINE_BYTES - 1] = '\n';
      ends[i] = (long) (i + 1) * LINE_BYTES;
    }
    records = new Outgoing(List.of(ByteBuffer.wrap(slab)), ends, LINES);
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = listening;
    Thread reader = new Thread(() -> drop(listening));
    reader.setDaemon(true);
    reader.start();
    int port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
    sink =
        TcpSink.open(
            new TcpSinkSettings(
                "127.0.0.1",
                port,
                new ConnectionSettings(
                    framing, 1 << 20, Duration.ofSeconds(5), Duration.ZERO, Duration.ofMillis(10)),
                Optional.empty()),
            new Senders("bench", task -> {}, resent -> {}));
  }

  private static void drop(ServerSocketChannel listening) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(512 << 10);
    try (SocketChannel from = listening.accept()) {
      while (from.read(chunk.clear()) >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TearDown
  public void close() throws IOException {
    if (sink != null && server != null) {
      sink.close();
      server.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public @Nullable Answer deliver() {
    return sink == null
        ? null
        : sink.deliver(records, new Records.Watch(1)).toCompletableFuture().join();
  }

  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(TcpSinkBench.class.getSimpleName()).build()).run();
  }
}
