package io.spillway.streams.source.tcp;

import io.spillway.streams.batch.BatchObserver;
import io.spillway.streams.batch.BatchStage;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.tls.TlsPort;
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
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.TLSClosing;
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
    Source<Tcp.IncomingConnection, CompletionStage<Listening>> listening = listen();
    for (int more = 1; more < settings.instances(); more++) {
      listening = listening.mergeMat(listen(), Listening::both);
    }
    return listening.mapConcat(
        incoming -> {
          Socket socket = sockets.take(incoming.remoteAddress());
          if (socket == null || refused(incoming, socket)) {
            return List.of();
          }
          return List.of(accepted(incoming, socket));
        });
  }

  private Source<Tcp.IncomingConnection, CompletionStage<Listening>> listen() {
    LongAdder taken = new LongAdder();
    return bind()
        .mapMaterializedValue(bound -> bound.thenApply(socket -> Listening.of(socket, taken)))
        .map(
            incoming -> {
              taken.increment();
              return incoming;
            });
  }

  private Source<Tcp.IncomingConnection, CompletionStage<Tcp.ServerBinding>> bind() {
    List<Inet.SocketOption> options = List.of(sockets, TcpSO.keepAlive(true));
    TcpSourceSettings now = settings;
    if (now.tls().isEmpty()) {
      return Tcp.get(system)
          .bind(now.host(), now.port(), BACKLOG, options, false, Optional.empty());
    }
    try {
      TlsPort tls = new TlsPort(now.tls().get());
      return Tcp.get(system)
          .bindWithTls(
              now.host(),
              now.port(),
              tls::engine,
              BACKLOG,
              options,
              Optional.empty(),
              session -> Optional.empty(),
              TLSClosing.eagerClose());
    } catch (IOException | GeneralSecurityException e) {
      return Source.<Tcp.IncomingConnection>failed(e)
          .mapMaterializedValue(none -> CompletableFuture.failedFuture(e));
    }
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

  private TcpConnection accepted(Tcp.IncomingConnection incoming, Socket socket) {
    long number = numbers.incrementAndGet();
    InetSocketAddress peer = incoming.remoteAddress();
    String name = tally.source();
    Origin origin = new Origin(node, name, start + "/" + name + "/" + number, text(peer), number);
    tally.connectionOpened();
    return new TcpConnection(
        this, origin, peer, incoming.localAddress().getPort(), socket, incoming.flow());
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
