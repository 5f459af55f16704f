package io.spillway.actors;

import io.spillway.streams.journal.WriteAhead;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Intake;
import io.spillway.streams.source.tcp.Listening;
import io.spillway.streams.source.tcp.TcpConnection;
import io.spillway.streams.source.tcp.TcpSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source lane of a TCP source: hands on what its journal had left, binds, spawns a {@link
 * Connection} per accepted socket, and ends when all of them have handed on what they took. Spawned
 * by the Supervisor, restarted with backoff; a crash unbinds and ends the connections as theirs
 * would, then binds anew unless the node drains.
 */
public final class TcpLane extends AbstractBehavior<SourceLane.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.source");
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);

  /** What the journal had left may hold the source's start back for so long. */
  private static final Duration RECOVERY_FIRST = Duration.ofSeconds(5);

  /** One run of the source's {@code connections}, by one actor; compared by identity. */
  private static final class Run {
    private final TcpLane by;

    Run(TcpLane by) {
      this.by = by;
    }
  }

  private record Bound(Run by, Listening listening) implements SourceLane.Internal {}

  private record BindFailed(Run by, Throwable fault) implements SourceLane.Internal {}

  /** No more connections come, and all that came have ended. */
  private record ListeningEnded(Run by) implements SourceLane.Internal {}

  /** All that the journal had left is with its lanes. */
  private record Recovered(@Nullable Throwable fault) implements SourceLane.Internal {}

  private record RecoveryIsLate() implements SourceLane.Internal {}

  /** Unless that run was given up meanwhile. */
  private record ListenAgain(Run after) implements SourceLane.Internal {}

  private record AllHandedOn(TcpLane of) implements SourceLane.Internal {}

  private record Accepted(TcpConnection connection, CompletableFuture<Done> gone)
      implements SourceLane.Internal {}

  /** Told by a connection when everything it took is with its lanes. */
  record ConnectionEnded(long number) implements SourceLane.Internal {}

  /**
   * What the lane runs.
   *
   * @param type the source's, as users call it
   * @param book for an actor that comes after a crash
   */
  public record Part(
      String name,
      String type,
      TcpSource source,
      Intake intake,
      SourceTally tally,
      ConnectionBook book) {
    public Part(String name, String type, TcpSource source, Intake intake, SourceTally tally) {
      this(name, type, source, intake, tally, new ConnectionBook());
    }
  }

  private final Part part;
  private final ActorRef<SourceLane.Event> parent;
  private final SourceLife life;
  private final OpenConnections open = new OpenConnections();
  private Run run = new Run(this);
  private Optional<Listening> listening = Optional.empty();
  private String address;
  private String problem = "";
  private boolean recovering;
  private boolean listeningEnded;
  private boolean ending;

  public static Behavior<SourceLane.Command> create(Part part, ActorRef<SourceLane.Event> parent) {
    return Behaviors.setup(context -> new TcpLane(context, part, parent));
  }

  private TcpLane(
      ActorContext<SourceLane.Command> context, Part part, ActorRef<SourceLane.Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    this.life = new SourceLife(part.name(), part.intake(), part.book().draining());
    this.address = part.source().address();
    if (life.isDraining()) {
      listeningEnded = true;
      endIfDrained();
      return;
    }
    recover();
  }

  private void recover() {
    if (part.intake().ahead().filter(WriteAhead::hasLeft).isEmpty()) {
      listen();
      return;
    }
    getContext()
        .pipeToSelf(
            part.book().recovery(this::handOnWhatWasLeft), (done, fault) -> new Recovered(fault));
    if (part.intake().paused()) { // nothing is handed on before a reload, or somebody, ends that
      listen();
      return;
    }
    recovering = true;
    getContext().scheduleOnce(RECOVERY_FIRST, getContext().getSelf(), new RecoveryIsLate());
  }

  private CompletionStage<Done> handOnWhatWasLeft() {
    return part.intake()
        .recovered()
        .runWith(Sink.ignore(), SystemMaterializer.get(getContext().getSystem()).materializer());
  }

  private void listen() {
    Run now = new Run(this);
    run = now;
    listeningEnded = false;
    ActorRef<SourceLane.Command> self = getContext().getSelf();
    Pair<CompletionStage<Listening>, CompletionStage<Done>> begun =
        part.source()
            .connections()
            .mapAsyncUnordered(
                part.source().maxConnections(),
                connection -> {
                  CompletableFuture<Done> gone = new CompletableFuture<>();
                  self.tell(new Accepted(connection, gone));
                  return gone;
                })
            .toMat(Sink.ignore(), Keep.both())
            .run(Materializer.createMaterializer(getContext()));
    getContext().pipeToSelf(begun.first(), (bound, fault) -> bound(now, bound, fault));
    getContext().pipeToSelf(begun.second(), (done, fault) -> new ListeningEnded(now));
  }

  private static SourceLane.Command bound(
      Run by, @Nullable Listening bound, @Nullable Throwable fault) {
    return bound != null
        ? new Bound(by, bound)
        : new BindFailed(by, fault == null ? new IllegalStateException("no binding") : fault);
  }

  @Override
  public Receive<SourceLane.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Recovered.class, this::onRecovered)
        .onMessage(RecoveryIsLate.class, late -> onRecoveryIsLate())
        .onMessage(Bound.class, this::onBound)
        .onMessage(BindFailed.class, this::onBindFailed)
        .onMessage(Accepted.class, this::onAccepted)
        .onMessage(ConnectionEnded.class, this::onConnectionEnded)
        .onMessage(ListeningEnded.class, this::onListeningEnded)
        .onMessage(AllHandedOn.class, this::onAllHandedOn)
        .onMessage(SourceLane.Pause.class, this::onPause)
        .onMessage(SourceLane.Resume.class, this::onResume)
        .onMessage(SourceLane.Drain.class, drain -> onDrain())
        .onMessage(SourceLane.Expire.class, expire -> onExpire())
        .onMessage(SourceLane.Relisten.class, relisten -> onRelisten())
        .onMessage(ListenAgain.class, this::onListenAgain)
        .onMessage(SourceLane.GetStatus.class, this::onGetStatus)
        .onSignal(ChildFailed.class, this::onConnectionCrashed)
        .onSignal(Terminated.class, terminated -> this)
        .build();
  }

  private Behavior<SourceLane.Command> onRecovered(Recovered end) {
    if (end.fault() != null) {
      LOG.error("source={} handing on what its journal had left failed", part.name(), end.fault());
    } else {
      LOG.info("source={} has handed on what its journal had left", part.name());
    }
    return listenFirst();
  }

  private Behavior<SourceLane.Command> onRecoveryIsLate() {
    if (recovering) {
      LOG.warn("source={} listens although sinks hold back what its journal has", part.name());
    }
    return listenFirst();
  }

  private Behavior<SourceLane.Command> listenFirst() {
    if (recovering && !life.isDraining()) {
      listen();
    }
    recovering = false;
    return this;
  }

  private Behavior<SourceLane.Command> onBound(Bound bound) {
    if (bound.by() != run) {
      if (bound.by().by == this) { // one that was to listen elsewhere before it did
        var unused = bound.listening().unbind();
      }
      return this;
    }
    problem = "";
    part.book().bound();
    listening = Optional.of(bound.listening());
    InetSocketAddress at = bound.listening().address();
    address = at.getAddress().getHostAddress() + ":" + at.getPort();
    if (life.isDraining()) {
      unbind();
    } else {
      life.started();
      parent.tell(new SourceLane.Started(part.name(), address));
    }
    return this;
  }

  /**
   * A port that it had before a crash may take a moment to be free, and so may one that a reload
   * names: it is tried again, while the connections there are go on.
   */
  private Behavior<SourceLane.Command> onBindFailed(BindFailed failed) {
    if (failed.by() != run) {
      return this;
    }
    problem =
        "source %s: %s can't be bound: %s"
            .formatted(part.name(), part.source().address(), failed.fault().getMessage());
    if (part.book().wasBound() && !life.isDraining()) {
      LOG.error("{}; it is tried again", problem);
      parent.tell(new SourceLane.Failed(part.name(), problem));
      getContext().scheduleOnce(LISTEN_AGAIN, getContext().getSelf(), new ListenAgain(run));
      return this;
    }
    life.failed();
    parent.tell(new SourceLane.Failed(part.name(), problem));
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onAccepted(Accepted accepted) {
    TcpConnection connection = accepted.connection();
    ActorRef<Connection.Command> actor =
        getContext()
            .spawn(
                Connection.create(
                    connection, part.intake(), part.book(), getContext().getSelf().narrow()),
                "conn-" + connection.number());
    getContext().watch(actor);
    open.add(connection.number(), actor, accepted.gone());
    if (life.isDraining()) {
      actor.tell(new Connection.Drain());
    }
    return this;
  }

  private Behavior<SourceLane.Command> onConnectionEnded(ConnectionEnded end) {
    Optional<ActorRef<Connection.Command>> ended = open.remove(end.number());
    ended.ifPresent(getContext()::stop);
    if (ended.isPresent() && open.isEmpty() && !life.isDraining()) {
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
    open.removeOf(crash.getRef());
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onPause(SourceLane.Pause pause) {
    life.pause(pause);
    return this;
  }

  private Behavior<SourceLane.Command> onResume(SourceLane.Resume resume) {
    life.resume(resume);
    return this;
  }

  private Behavior<SourceLane.Command> onDrain() {
    if (life.isDrained()) {
      tellDrained();
    }
    if (!life.beginDrain()) {
      return this;
    }
    part.book().drain();
    listeningEnded |= recovering;
    unbind();
    open.drain();
    return endIfDrained();
  }

  private Behavior<SourceLane.Command> onExpire() {
    part.intake().ahead().ifPresent(WriteAhead::leaveTheRest);
    return this;
  }

  /** That it has ended is told by {@link ListeningEnded}. */
  private void unbind() {
    if (listening.isEmpty()) {
      return;
    }
    List<Long> took = listening.get().accepted();
    if (took.size() > 1) {
      LOG.info("source={} its sockets were given connections={}", part.name(), took);
    }
    var unused = listening.get().unbind();
  }

  /** Connections live on, and hold the run that accepted them open: it is not waited for. */
  private Behavior<SourceLane.Command> onRelisten() {
    if (!life.isOpen()) {
      return this;
    }
    Run next = new Run(this);
    run = next;
    CompletionStage<Void> free =
        listening.map(Listening::unbind).orElse(CompletableFuture.completedFuture(null));
    listening = Optional.empty();
    getContext().pipeToSelf(free, (done, fault) -> new ListenAgain(next));
    return this;
  }

  private Behavior<SourceLane.Command> onListenAgain(ListenAgain again) {
    if (again.after() != run) {
      return this;
    }
    if (life.isDraining()) {
      listeningEnded = true;
      return endIfDrained();
    }
    listen();
    return this;
  }

  private Behavior<SourceLane.Command> onListeningEnded(ListeningEnded end) {
    listeningEnded |= end.by() == run;
    return endIfDrained();
  }

  /** Connections of an actor that crashed may still hand on what they took. */
  private Behavior<SourceLane.Command> endIfDrained() {
    if (life.isDraining() && listeningEnded && open.isEmpty() && !ending) {
      ending = true;
      getContext().pipeToSelf(part.book().allHandedOn(), (all, never) -> new AllHandedOn(this));
    }
    return this;
  }

  private Behavior<SourceLane.Command> onAllHandedOn(AllHandedOn all) {
    if (all.of() == this) {
      life.drained();
      tellDrained();
    }
    return this;
  }

  private void tellDrained() {
    parent.tell(
        new SourceLane.Drained(
            part.name(), part.book().cutWhileSending(), part.book().unreadBytes()));
  }

  private Behavior<SourceLane.Command> onGetStatus(SourceLane.GetStatus ask) {
    SourceTally.Reading took = part.tally().read();
    Optional<WriteAhead> ahead = part.intake().ahead();
    ask.replyTo()
        .tell(
            new SourceStatus(
                part.name(),
                part.type(),
                life.word(),
                address,
                List.of(),
                open.size(),
                took.connections(),
                took.accepted(),
                part.book().closedBy(),
                SourceStatus.words(took.triggers()),
                problem.isEmpty() ? ahead.map(WriteAhead::problem).orElse("") : problem,
                Map.of(),
                ahead.map(WriteAhead::counts).orElse(Map.of())));
    return this;
  }
}
