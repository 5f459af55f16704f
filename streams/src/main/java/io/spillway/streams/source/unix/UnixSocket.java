package io.spillway.streams.source.unix;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import io.spillway.streams.source.DescriptorGate;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix domain socket and its connections, read by one thread in turn: while nobody asks for a
 * batch all of them feel backpressure. A drain accepts no more, and reads from each until nothing
 * has come for 50 ms, or {@code linger} has passed, then what the kernel still has, of one
 * connection for each batch that is asked for. If its file goes, it is made anew. Settings that
 * change hold for connections to come. Any thread may drain.
 */
final class UnixSocket implements BatchInput {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.unix");
  private static final long LOOK_MILLIS = 1000;
  private static final long QUIET_MILLIS = 50;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);

  private final Supplier<UnixSourceSettings> settings;
  private final Origin origin;
  private final String stream;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final Clock clock;
  private final SocketFile file;
  private final Selector selector;
  private ServerSocketChannel server;
  private SelectionKey accepting;
  private final Queue<Batch> batches = new ArrayDeque<>();
  private long number;
  private int open;
  private long lookAgainNanos = System.nanoTime();
  private String trouble = "";
  private final DescriptorGate gate;
  private boolean refused;
  private long refusedNanos;
  private volatile boolean draining;
  private volatile long drainedNanos;
  private boolean shut;

  /**
   * @param origin of the source
   * @param stream what a connection's number is put behind
   */
  UnixSocket(
      Supplier<UnixSourceSettings> settings,
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
    this.gate = new DescriptorGate(tally.source());
    this.file = SocketFile.of(settings.get());
    this.server = listen();
    this.selector = Selector.open();
    this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
  }

  private ServerSocketChannel listen() throws IOException {
    file.removeStale();
    ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      opened.bind(UnixDomainSocketAddress.of(settings.get().path()));
      file.made();
      opened.configureBlocking(false);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** Its file is gone, and with it the way in; open connections stay as they are. */
  private void listenAnew() throws IOException {
    ServerSocketChannel fresh;
    try {
      fresh = listen();
    } catch (IOException e) {
      String now = String.valueOf(e.getMessage());
      if (!now.equals(trouble)) {
        LOG.error(
            "source={} {} is gone, and can't be made anew: {}",
            tally.source(),
            settings.get().path(),
            now);
        trouble = now;
      }
      return;
    }
    LOG.warn("source={} {} was gone, and is made anew", tally.source(), settings.get().path());
    trouble = "";
    acceptWaiting();
    server.close();
    server = fresh;
    accepting = server.register(selector, SelectionKey.OP_ACCEPT);
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

  /**
   * Reads what comes within 50 ms; when that was nothing, or the time is over, lets the kernel take
   * in nothing more and reads what it has. False when nothing was left.
   */
  private boolean readOut() throws IOException {
    if (server.isOpen()) {
      file.delete();
      acceptWaiting();
      server.close();
    }
    boolean lingered = System.nanoTime() - drainedNanos >= settings.get().linger().toNanos();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    while (!shut && !lingered && open > 0 && System.nanoTime() < until) {
      if (look(QUIET_MILLIS)) {
        return true;
      }
    }
    for (SelectionKey key : selector.keys()) {
      if (!shut && key.isValid() && key.attachment() instanceof UnixConnection connection) {
        connection.shut();
      }
    }
    shut = true;
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof UnixConnection connection) {
        connection.readOut(settings.get().chunkBytes(), clock, batches);
        if (!batches.isEmpty()) {
          return true;
        }
      }
    }
    open = 0;
    return false;
  }

  /** Waits for something to happen and deals with it; whether bytes came. */
  private boolean look(long millis) throws IOException {
    long now = System.nanoTime();
    if (!draining && now - lookAgainNanos >= 0) {
      lookAgainNanos = now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
      if (file.isMissing()) {
        listenAnew();
      }
    }
    if (accepting.isValid()) {
      accepting.interestOps(mayAccept(now) ? SelectionKey.OP_ACCEPT : 0);
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

  private boolean mayAccept(long now) {
    return open < settings.get().maxConnections()
        && (!refused || now - refusedNanos >= REST_NANOS)
        && gate.admits();
  }

  private boolean read(UnixConnection connection) throws IOException {
    int n = connection.read(settings.get().chunkBytes(), clock.millis(), batches);
    if (n < 0) {
      open--;
    }
    return n != 0;
  }

  /** Those whose senders may have written and gone already. */
  private void acceptWaiting() throws IOException {
    while (open < settings.get().maxConnections() && accept()) {
      // the next one
    }
  }

  private boolean accept() throws IOException {
    SocketChannel channel = acceptNow();
    if (channel == null) {
      return false;
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
    BatchBuilder builder =
        new BatchBuilder(its, tally, budget, new Framer(settings.get().framing(), 0));
    channel
        .configureBlocking(false)
        .register(selector, SelectionKey.OP_READ, new UnixConnection(its, channel, builder, tally));
    return true;
  }

  /** Null if nobody waits, or it can't be done now: then they wait on. */
  private @Nullable SocketChannel acceptNow() {
    try {
      refused = false;
      return server.accept();
    } catch (IOException noDescriptor) {
      refused = true;
      refusedNanos = System.nanoTime();
      gate.failed(String.valueOf(noDescriptor.getMessage()));
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    if (server.isOpen()) {
      file.delete();
      server.close();
    }
    selector.close();
  }
}
