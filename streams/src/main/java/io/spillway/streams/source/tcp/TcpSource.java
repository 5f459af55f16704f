package io.spillway.streams.source.tcp;

import io.spillway.streams.batch.BatchObserver;
import io.spillway.streams.batch.BatchStage;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.SourceTally;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.jspecify.annotations.Nullable;

/**
 * A TCP source: where it listens, and what its connections share. Its owner runs {@link
 * #connections} and each connection's batches; to accept no more than {@code max-connections} it
 * lets that stream wait, by {@code mapAsyncUnordered(maxConnections, each until it is closed)}.
 * Thread-safe.
 */
public final class TcpSource {
  private static final int BACKLOG = 256;
  private static final String BLOCKING = "pekko.actor.default-blocking-io-dispatcher";

  private final TcpSourceSettings settings;
  private final String node;
  private final String start;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final ReceiveWindow window;
  private final Clock clock;
  private final @Nullable RateLimit rateLimit;
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
    this.sockets = new AcceptedSockets(window);
    this.clock = clock;
    this.rateLimit =
        settings.rateLimit().isPresent() ? new RateLimit(settings.rateLimit().getAsLong()) : null;
    this.system = system.classicSystem();
    this.draining =
        new DrainingConnections(
            this.system.scheduler(), this.system.dispatchers().lookup(BLOCKING));
  }

  /**
   * Listens, and accepts one connection for each that is asked for. Completing its binding's {@code
   * unbind} stops accepting and leaves open connections as they are.
   */
  public Source<TcpConnection, CompletionStage<Tcp.ServerBinding>> connections() {
    List<Inet.SocketOption> options = List.of(sockets, TcpSO.keepAlive(true));
    return Tcp.get(system)
        .bind(settings.host(), settings.port(), BACKLOG, options, false, Optional.empty())
        .mapConcat(
            incoming -> {
              Socket socket = sockets.take(incoming.remoteAddress());
              return socket == null ? List.of() : List.of(accepted(incoming, socket));
            });
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
