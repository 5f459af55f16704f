package io.spillway.streams.source.unix;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A Unix domain socket and its connections, read by one thread in turn: while nobody asks for a
 * batch all of them feel backpressure. A drain accepts no more, and reads from each until nothing
 * has come for 50 ms, or {@code linger} has passed. Any thread may drain.
 */
final class UnixSocket implements BatchInput {
  private static final long LOOK_MILLIS = 1000;
  private static final long QUIET_MILLIS = 50;

  private final UnixSourceSettings settings;
  private final Origin origin;
  private final String stream;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final Clock clock;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final SelectionKey accepting;
  private final Queue<Batch> batches = new ArrayDeque<>();
  private long number;
  private int open;
  private volatile boolean draining;
  private volatile long drainedNanos;

  /**
   * @param origin of the source
   * @param stream what a connection's number is put behind
   */
  UnixSocket(
      UnixSourceSettings settings,
      Origin origin,
      String stream,
      SourceTally tally,
      MemoryBudget budget,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.origin = origin;
    this.stream = stream;
    this.tally = tally;
    this.budget = budget;
    this.clock = clock;
    this.server = listen(settings);
    this.selector = Selector.open();
    server.configureBlocking(false);
    this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
  }

  private static ServerSocketChannel listen(UnixSourceSettings settings) throws IOException {
    Path path = settings.path();
    removeStale(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, settings.permissions());
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** A socket that nobody listens on was left by a node that was killed; all else is kept. */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new IOException("there is a file that is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IOException("someone listens there: " + probe.getRemoteAddress());
    } catch (ConnectException nobody) {
      Files.delete(path);
    }
  }

  @Override
  public void drain() {
    drainedNanos = System.nanoTime();
    draining = true;
    selector.wakeup();
  }

  @Override
  public @Nullable Batch next() throws IOException {
    while (batches.isEmpty()) {
      if (!draining) {
        look(LOOK_MILLIS);
      } else if (!readOut()) {
        break;
      }
    }
    return batches.poll();
  }

  /** Reads what comes within 50 ms; false when that was nothing, or the time is over. */
  private boolean readOut() throws IOException {
    if (server.isOpen()) {
      server.close();
      Files.deleteIfExists(settings.path());
    }
    boolean lingered = System.nanoTime() - drainedNanos >= settings.linger().toNanos();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    while (!lingered && open > 0 && System.nanoTime() < until) {
      if (look(QUIET_MILLIS)) {
        return true;
      }
    }
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof UnixConnection connection) {
        connection.close("drained", true, batches);
      }
    }
    open = 0;
    return !batches.isEmpty();
  }

  /** Waits for something to happen and deals with it; whether bytes came. */
  private boolean look(long millis) throws IOException {
    if (accepting.isValid()) {
      accepting.interestOps(open < settings.maxConnections() ? SelectionKey.OP_ACCEPT : 0);
    }
    selector.select(millis);
    boolean came = false;
    for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
      SelectionKey key = keys.next();
      keys.remove();
      if (key.attachment() instanceof UnixConnection connection) {
        came |= read(connection);
      } else if (!draining) {
        accept();
      }
    }
    return came;
  }

  private boolean read(UnixConnection connection) throws IOException {
    int n = connection.read(settings.chunkBytes(), clock.millis(), batches);
    if (n < 0) {
      open--;
    }
    return n != 0;
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel == null) {
      return;
    }
    number++;
    open++;
    tally.connectionOpened();
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    Origin its =
        new Origin(
            origin.node(),
            origin.source(),
            stream + number,
            "unix:" + peer.user().getName(),
            number);
    BatchBuilder builder = new BatchBuilder(its, tally, budget, new Framer(settings.framing(), 0));
    channel
        .configureBlocking(false)
        .register(selector, SelectionKey.OP_READ, new UnixConnection(its, channel, builder, tally));
  }

  @Override
  public void close() throws IOException {
    if (server.isOpen()) {
      server.close();
      Files.deleteIfExists(settings.path());
    }
    selector.close();
  }
}
