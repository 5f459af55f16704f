package io.spillway.actors;

import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Intake;
import io.spillway.streams.source.tcp.Closed;
import io.spillway.streams.source.tcp.ReceiveQueues;
import io.spillway.streams.source.tcp.TcpConnection;
import io.spillway.streams.source.tcp.TcpSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source lane of a TCP source: binds, spawns a {@link Connection} per accepted socket, and ends
 * when all of them have. Spawned by the Supervisor, restarted with backoff; a crash unbinds and
 * ends the connections as theirs would, then binds anew.
 */
public final class TcpLane extends AbstractBehavior<SourceLane.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.source");

  private record Bound(Tcp.ServerBinding binding) implements SourceLane.Internal {}

  private record BindFailed(Throwable fault) implements SourceLane.Internal {}

  /** No more connections come, and all that came have ended. */
  private record ListeningEnded() implements SourceLane.Internal {}

  private record Accepted(TcpConnection connection, CompletableFuture<Done> gone)
      implements SourceLane.Internal {}

  /** Told by a connection when everything it took is with its lanes. */
  record ConnectionEnded(long number, Closed closed) implements SourceLane.Internal {}

  /**
   * What the lane runs.
   *
   * @param maxConnections accepted at once; the others wait in the kernel
   */
  public record Part(
      String name,
      String address,
      int maxConnections,
      TcpSource source,
      Intake intake,
      SourceTally tally) {}

  private final Part part;
  private final ActorRef<SourceLane.Event> parent;
  private final Map<Long, Open> open = new HashMap<>();
  private final Map<String, Long> closedBy = new TreeMap<>();
  private Optional<Tcp.ServerBinding> binding = Optional.empty();
  private String state = "starting";
  private String address;
  private String problem = "";
  private boolean listeningEnded;
  private long cutWhileSending;
  private long unread;

  private record Open(ActorRef<Connection.Command> actor, CompletableFuture<Done> gone) {}

  public static Behavior<SourceLane.Command> create(Part part, ActorRef<SourceLane.Event> parent) {
    return Behaviors.setup(context -> new TcpLane(context, part, parent));
  }

  private TcpLane(
      ActorContext<SourceLane.Command> context, Part part, ActorRef<SourceLane.Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    this.address = part.address();
    Pair<CompletionStage<Tcp.ServerBinding>, CompletionStage<Done>> listening = listen();
    context.pipeToSelf(listening.first(), TcpLane::bound);
    context.pipeToSelf(listening.second(), (done, fault) -> new ListeningEnded());
  }

  private Pair<CompletionStage<Tcp.ServerBinding>, CompletionStage<Done>> listen() {
    ActorRef<SourceLane.Command> self = getContext().getSelf();
    return part.source()
        .connections()
        .mapAsyncUnordered(
            part.maxConnections(),
            connection -> {
              CompletableFuture<Done> gone = new CompletableFuture<>();
              self.tell(new Accepted(connection, gone));
              return gone;
            })
        .toMat(Sink.ignore(), Keep.both())
        .run(Materializer.createMaterializer(getContext()));
  }

  private static SourceLane.Command bound(
      Tcp.@Nullable ServerBinding binding, @Nullable Throwable fault) {
    return binding != null
        ? new Bound(binding)
        : new BindFailed(fault == null ? new IllegalStateException("no binding") : fault);
  }

  @Override
  public Receive<SourceLane.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Bound.class, this::onBound)
        .onMessage(BindFailed.class, this::onBindFailed)
        .onMessage(Accepted.class, this::onAccepted)
        .onMessage(ConnectionEnded.class, this::onConnectionEnded)
        .onMessage(ListeningEnded.class, end -> onListeningEnded())
        .onMessage(SourceLane.Pause.class, this::onPause)
        .onMessage(SourceLane.Resume.class, this::onResume)
        .onMessage(SourceLane.Drain.class, drain -> onDrain())
        .onMessage(SourceLane.GetStatus.class, this::onGetStatus)
        .onSignal(ChildFailed.class, this::onConnectionCrashed)
        .onSignal(Terminated.class, terminated -> this)
        .build();
  }

  private Behavior<SourceLane.Command> onBound(Bound bound) {
    binding = Optional.of(bound.binding());
    address =
        bound.binding().localAddress().getAddress().getHostAddress()
            + ":"
            + bound.binding().localAddress().getPort();
    if (state.equals("draining")) {
      var unused = bound.binding().unbind();
    } else {
      state = "running";
      parent.tell(new SourceLane.Started(part.name(), address));
    }
    return this;
  }

  private Behavior<SourceLane.Command> onBindFailed(BindFailed failed) {
    problem =
        "source %s: %s can't be bound: %s"
            .formatted(part.name(), part.address(), failed.fault().getMessage());
    if (!state.equals("draining")) {
      state = "failed";
    }
    parent.tell(new SourceLane.Failed(part.name(), problem));
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onAccepted(Accepted accepted) {
    TcpConnection connection = accepted.connection();
    ActorRef<Connection.Command> actor =
        getContext()
            .spawn(
                Connection.create(connection, part.intake(), getContext().getSelf().narrow()),
                "conn-" + connection.number());
    getContext().watch(actor);
    open.put(connection.number(), new Open(actor, accepted.gone()));
    if (state.equals("draining")) {
      actor.tell(new Connection.Drain());
    }
    return this;
  }

  private Behavior<SourceLane.Command> onConnectionEnded(ConnectionEnded end) {
    Closed closed = end.closed();
    closedBy.merge(closed.reason().word(), 1L, Long::sum);
    if (closed.cutWhileSending()) {
      cutWhileSending++;
    }
    unread = ReceiveQueues.known() ? unread + closed.unreadBytes() : -1;
    forget(end.number());
    if (open.isEmpty() && !state.equals("draining")) {
      SourceTally.Reading took = part.tally().read();
      LOG.info(
          "source={} awaiting connectors, took records={} bytes={} connections={}",
          part.name(),
          took.accepted(),
          took.bytes(),
          took.connections());
    }
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onConnectionCrashed(ChildFailed crash) {
    LOG.error("source={} {} crashed", part.name(), crash.getRef().path().name(), crash.cause());
    List<Long> numbers =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().actor().path().equals(crash.getRef().path()))
            .map(Map.Entry::getKey)
            .toList();
    numbers.forEach(this::forget);
    closedBy.merge("node-error", (long) numbers.size(), Long::sum);
    return endIfDrained();
  }

  private void forget(long number) {
    Open gone = open.remove(number);
    if (gone != null) {
      gone.gone().complete(Done.getInstance());
    }
  }

  private Behavior<SourceLane.Command> onPause(SourceLane.Pause pause) {
    if (state.equals("running")) {
      part.intake().pause();
      state = "paused";
    }
    pause.replyTo().tell(new Acknowledged(true, part.name(), state));
    return this;
  }

  private Behavior<SourceLane.Command> onResume(SourceLane.Resume resume) {
    if (state.equals("paused")) {
      part.intake().resume();
      state = "running";
    }
    resume.replyTo().tell(new Acknowledged(true, part.name(), state));
    return this;
  }

  private Behavior<SourceLane.Command> onDrain() {
    if (state.equals("draining") || state.equals("drained")) {
      return this;
    }
    state = "draining";
    part.intake().resume();
    binding.ifPresent(Tcp.ServerBinding::unbind);
    open.values().forEach(connection -> connection.actor().tell(new Connection.Drain()));
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onListeningEnded() {
    listeningEnded = true;
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> endIfDrained() {
    if (state.equals("draining") && listeningEnded && open.isEmpty()) {
      state = "drained";
      parent.tell(new SourceLane.Drained(part.name(), cutWhileSending, unread));
    }
    return this;
  }

  private Behavior<SourceLane.Command> onGetStatus(SourceLane.GetStatus ask) {
    SourceTally.Reading took = part.tally().read();
    ask.replyTo()
        .tell(
            new SourceStatus(
                part.name(),
                "tcp",
                state,
                address,
                List.of(),
                open.size(),
                took.connections(),
                took.accepted(),
                Map.copyOf(closedBy),
                SourceStatus.words(took.triggers()),
                problem));
    return this;
  }
}
