package io.spillway.streams.source.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchSettings;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/** A TCP source on a port of its own that settles each batch and keeps its records; for tests. */
final class RunningTcpSource implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMillis(20);

  final SourceTally tally = new SourceTally("in");
  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final BlockingQueue<TcpConnection> accepted = new LinkedBlockingQueue<>();
  private final Map<Long, List<String>> records = new ConcurrentHashMap<>();
  private final Map<Long, Long> bytes = new ConcurrentHashMap<>();
  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final Queue<CompletionStage<Done>> runs = new ConcurrentLinkedQueue<>();
  private final Listening listening;
  private final boolean keepTexts;
  private final List<Settlement> held = new ArrayList<>();
  private boolean holding;

  RunningTcpSource(ActorTestKit kit, TcpSourceSettings settings, boolean keepTexts)
      throws Exception {
    this.keepTexts = keepTexts;
    TcpSource source =
        new TcpSource(
            settings,
            "node",
            "start",
            tally,
            budget,
            new ReceiveWindow(16 << 20),
            Clock.systemUTC(),
            kit.system());
    var materializer = SystemMaterializer.get(kit.system()).materializer();
    listening =
        source
            .connections()
            .mapAsyncUnordered(
                settings.maxConnections(),
                connection -> {
                  accepted.add(connection);
                  runs.add(connection.batches().runForeach(this::keep, materializer));
                  return connection.closed();
                })
            .toMat(Sink.ignore(), Keep.left())
            .run(materializer)
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);
  }

  static TcpSourceSettings settings(FramingKind kind, int maxConnections) {
    return new TcpSourceSettings(
        "127.0.0.1",
        0,
        new FramingSettings(kind, 1 << 20, TooLong.TRUNCATE),
        new BatchSettings(32 << 10, INTERVAL, Optional.empty()),
        maxConnections,
        Duration.ofMillis(200),
        OptionalLong.empty());
  }

  private void keep(Batch batch) {
    long number = batch.origin().connection();
    List<String> kept = records.computeIfAbsent(number, n -> new ArrayList<>());
    long sum = 0;
    synchronized (kept) {
      for (int i = 0; i < batch.count(); i++) {
        int length = batch.end(i) - batch.start(i);
        sum += length + 1;
        if (keepTexts) {
          kept.add(new String(batch.slab(), batch.start(i), length, ISO_8859_1));
        }
      }
    }
    bytes.merge(number, sum, Long::sum);
    tally.routed(batch.count(), 0, 0, 0, 0, 0);
    synchronized (held) {
      if (holding) {
        held.add(batch.settlement());
      } else {
        batch.settlement().settled();
      }
    }
    batches.add(batch);
  }

  /** From now on no batch is settled, so that reading stops when the budget is used up. */
  void hold() {
    synchronized (held) {
      holding = true;
    }
  }

  /** Settles what was held and all that comes. */
  void release() {
    synchronized (held) {
      holding = false;
      held.forEach(Settlement::settled);
      held.clear();
    }
  }

  /** Waits for the next batch of any connection. */
  Batch nextBatch() throws InterruptedException {
    Batch batch = batches.poll(10, TimeUnit.SECONDS);
    assertThat(batch).as("a batch").isNotNull();
    return Objects.requireNonNull(batch);
  }

  TcpConnection nextConnection() throws InterruptedException {
    TcpConnection connection = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(connection).as("a connection").isNotNull();
    return Objects.requireNonNull(connection);
  }

  static Closed closed(TcpConnection connection) throws Exception {
    return connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  List<String> records(TcpConnection connection) {
    List<String> kept = records.getOrDefault(connection.number(), List.of());
    synchronized (kept) {
      return List.copyOf(kept);
    }
  }

  /** Bytes of the connection's records, each with its line feed. */
  long recordBytes(TcpConnection connection) {
    return bytes.getOrDefault(connection.number(), 0L);
  }

  /** Connections that each listening socket was given. */
  List<Long> spread() {
    return listening.accepted();
  }

  Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listening.address().getPort());
  }

  @Override
  public void close() {
    listening.unbind().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    for (CompletionStage<Done> run : runs) {
      run.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
    assertThat(tally.read().imbalance()).isZero();
    assertThat(tally.read().inParse()).isZero();
    assertThat(budget.used()).isZero();
  }
}
