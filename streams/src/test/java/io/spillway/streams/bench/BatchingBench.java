package io.spillway.streams.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchObserver;
import io.spillway.streams.batch.BatchSettings;
import io.spillway.streams.batch.BatchStage;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framed;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.ledger.SourceTally;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
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

/**
 * The own stage beside Pekko's {@code groupedWeightedWithin} over framed slabs, which stay slabs of
 * their own there; reads per second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class BatchingBench {
  private static final int READS = 10_000;

  @Param({"1400", "16384", "262144"})
  public int readBytes;

  private @Nullable ActorSystem system;
  private ByteString read = ByteString.emptyByteString();

  @Setup
  public void start() {
    system = ActorSystem.create("bench");
    String line = "x".repeat(199) + "\n";
    read = ByteString.fromArrayUnsafe(line.repeat(readBytes / 200).getBytes(ISO_8859_1));
  }

  @TearDown
  public void stop() {
    system().terminate();
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public long batchStage() {
    BatchStage stage =
        new BatchStage(
            FramingSettings.DEFAULT,
            BatchSettings.DEFAULT,
            new Origin("node", "in", "start/in/1", "peer", 1),
            new SourceTally("in"),
            new MemoryBudget(1 << 30),
            null,
            new NoObserver(),
            Clock.systemUTC());
    return run(Source.repeat(read).take(READS).via(stage).map(BatchingBench::settle));
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public long groupedWeightedWithin() {
    Framer framer = new Framer(FramingSettings.DEFAULT, 0);
    return run(
        Source.repeat(read)
            .take(READS)
            .mapConcat(
                bytes -> {
                  framer.feed(bytes.toArrayUnsafe());
                  Framed framed = framer.take();
                  return framed == null ? List.<Framed>of() : List.of(framed);
                })
            .groupedWeightedWithin(
                32 << 10, framed -> (long) framed.slab().length, Duration.ofMillis(100))
            .map(group -> group.stream().mapToInt(Framed::count).sum()));
  }

  private static int settle(Batch batch) {
    batch.settlement().settled();
    return batch.count();
  }

  private long run(Source<Integer, ?> counts) {
    return counts
        .map(Integer::longValue)
        .runWith(Sink.fold(0L, Long::sum), system())
        .toCompletableFuture()
        .join();
  }

  private ActorSystem system() {
    return java.util.Objects.requireNonNull(system);
  }

  /** Watches nothing. */
  private static final class NoObserver implements BatchObserver {
    @Override
    public void started(Runnable drain) {}

    @Override
    public void reading(int pendingBytes) {}

    @Override
    public void read(int bytes) {}

    @Override
    public void produced(Batch batch, int pendingBytes) {}

    @Override
    public boolean cutByNode() {
      return false;
    }

    @Override
    public void ended(End end, @Nullable Throwable cause, int records, int pendingBytes) {}
  }
}
