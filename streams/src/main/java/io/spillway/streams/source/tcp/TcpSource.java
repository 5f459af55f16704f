package io.spillway.streams.source.tcp;

import io.spillway.streams.batch.BatchObserver;
import io.spillway.streams.batch.BatchStage;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.tls.TlsPort;
import io.spillway.streams.tls.TlsSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP source: where it listens, and what its connections share. Its owner runs {@link
 * #connections} and each connection's batches; to accept no more than {@code max-connections} it
 * lets that stream wait, by {@code mapAsyncUnordered(maxConnections, each until it is closed)}.
 * Thread-safe.
 */
public final class TcpSource {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.connection");
  private static final int BACKLOG = 256;
  private static final String BLOCKING = "pekko.actor.default-blocking-io-dispatcher";

  private volatile TcpSourceSettings settings;
  private final String node;
  private final String start;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final ReceiveWindow window;
  private final Clock clock;
  private volatile @Nullable RateLimit rateLimit;
  private final DrainingConnections draining;
  private final ActorSystem system;
  private final AcceptedSockets sockets;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * @param node the node's name
   * @param start what tells this run of the node from all others, part of every record's id
   * @param tally the source's, with its name
   * @param window shared by all sources that share {@code budget}
   */
  public TcpSource(
      TcpSourceSettings settings,
      String node,
      String start,
      SourceTally tally,
      MemoryBudget budget,
      ReceiveWindow window,
      Clock clock,
      ClassicActorSystemProvider system) {
    this.settings = settings;
    this.node = node;
    this.start = start;
    this.tally = tally;
    this.budget = budget;
    this.window = window;
    this.sockets = new AcceptedSockets(window, () -> this.settings.instances() > 1);
    this.clock = clock;
    this.rateLimit = limit(settings);
    this.system = system.classicSystem();
    this.draining =
        new DrainingConnections(
            this.system.scheduler(), this.system.dispatchers().lookup(BLOCKING));
  }

  private static @Nullable RateLimit limit(TcpSourceSettings settings) {
    return settings.rateLimit().isPresent()
        ? new RateLimit(settings.rateLimit().getAsLong())
        : null;
  }

  /**
   * Takes other settings for connections that come from now on; open ones keep theirs. How {@link
   * #connections} listens stays until it is run again.
   */
  public synchronized void change(TcpSourceSettings next) {
    if (!next.rateLimit().equals(settings.rateLimit())) {
      rateLimit = limit(next);
    }
    settings = next;
  }

  /** Whether {@link #connections} would listen just so, with as many connections. */
  public boolean listensAs(TcpSourceSettings next) {
    return settings.listensAs(next);
  }

  /**
   * Listens, and accepts one connection for each that is asked for, and one more on each further
   * socket. {@link Listening#unbind} stops accepting and leaves open connections as they are. If
   * one socket can't listen, none does.
   */
  public Source<TcpConnection, CompletionStage<Listening>> connections() {
    TcpSourceSettings now = settings;
    try {
      TlsPort tls = now.tls().isPresent() ? new TlsPort(now.tls().get()) : null;
      Source<Tcp.IncomingConnection, CompletionStage<Listening>> listening = listen(now);
      for (int more = 1; more < now.instances(); more++) {
        listening = listening.mergeMat(listen(now), Listening::both);
      }
      return listening.mapConcat(incoming -> taken(incoming, tls));
    } catch (IOException | GeneralSecurityException e) {
      return Source.<TcpConnection>failed(e)
          .mapMaterializedValue(none -> CompletableFuture.failedFuture(e));
    }
  }

  private Source<Tcp.IncomingConnection, CompletionStage<Listening>> listen(TcpSourceSettings now) {
    LongAdder taken = new LongAdder();
    return Tcp.get(system)
        .bind(
            now.host(),
            now.port(),
            BACKLOG,
            List.of(sockets, TcpSO.keepAlive(true)),
            false,
            Optional.empty())
        .mapMaterializedValue(bound -> bound.thenApply(socket -> Listening.of(socket, taken)))
        .via(new Admission(tally.source()))
        .map(
            incoming -> {
              taken.increment();
              return incoming;
            });
  }

  private List<TcpConnection> taken(Tcp.IncomingConnection incoming, @Nullable TlsPort tls) {
    Socket socket = sockets.take(incoming.remoteAddress());
    if (socket == null || refused(incoming, socket)) {
      return List.of();
    }
    return List.of(accepted(incoming, socket, tls));
  }

  /** Closes a connection at once whose peer is of no network that may send. */
  private boolean refused(Tcp.IncomingConnection incoming, Socket socket) {
    if (settings.allow().allow(incoming.remoteAddress().getAddress())) {
      return false;
    }
    window.closed(socket);
    tally.note(Reason.NOT_ALLOWED, 1);
    LOG.info("conn refused peer={} source={}", text(incoming.remoteAddress()), tally.source());
    var unused =
        incoming.handleWith(
            Flow.fromSinkAndSourceCoupled(Sink.<ByteString>cancelled(), Source.<ByteString>empty()),
            system);
    return true;
  }

  private TcpConnection accepted(
      Tcp.IncomingConnection incoming, Socket socket, @Nullable TlsPort tls) {
    long number = numbers.incrementAndGet();
    InetSocketAddress peer = incoming.remoteAddress();
    String name = tally.source();
    Origin origin = new Origin(node, name, start + "/" + name + "/" + number, text(peer), number);
    Flow<ByteString, ByteString, NotUsed> bytes =
        tls == null
            ? incoming.flow().map(new PlainStart())
            : BidiFlow.fromGraph(new TlsStage(new TlsSession(tls.engine()))).join(incoming.flow());
    tally.connectionOpened();
    return new TcpConnection(this, origin, peer, incoming.localAddress().getPort(), socket, bytes);
  }

  private static String text(InetSocketAddress peer) {
    String address = peer.getAddress().getHostAddress();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + peer.getPort();
  }

  BatchStage stage(Origin origin, BatchObserver observer) {
    return new BatchStage(
        settings.framing(), settings.batches(), origin, tally, budget, rateLimit, observer, clock);
  }

  /** Where {@link #connections} listens when it is run, {@code host:port}. */
  public String address() {
    TcpSourceSettings now = settings;
    return now.host() + ":" + now.port();
  }

  /** Accepted at once; the others wait in the kernel. */
  public int maxConnections() {
    return settings.maxConnections();
  }

  TcpSourceSettings settings() {
    return settings;
  }

  ReceiveWindow window() {
    return window;
  }

  DrainingConnections draining() {
    return draining;
  }
}
