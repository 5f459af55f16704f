package io.spillway.actors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guardian: spawns a lane for each source and each sink, passes commands to them by name, runs
 * one {@link Reload} at a time and starts the one {@link Drain}. Holds no data; lanes' queues
 * survive a crash of their actors.
 */
public final class Supervisor extends AbstractBehavior<Supervisor.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.node");
  private static final Duration TICK = Duration.ofSeconds(1);

  /** More than a lane takes to end once it has expired, whatever hangs. */
  private static final Duration RELOAD_ENDS = Duration.ofSeconds(25);

  /** Asked of the node; what {@link Rescue.Asked} has is passed on to Rescue. */
  public interface Command {}

  public record GetStatus(ActorRef<NodeStatus> replyTo) implements Command, AdminMessage {}

  public record GetLedger(ActorRef<io.spillway.streams.ledger.LedgerReading> replyTo)
      implements Command, AdminMessage {}

  public record PauseSource(String source, ActorRef<Acknowledged> replyTo)
      implements Command, AdminMessage {}

  public record ResumeSource(String source, ActorRef<Acknowledged> replyTo)
      implements Command, AdminMessage {}

  public record PauseSink(String sink, ActorRef<Acknowledged> replyTo)
      implements Command, AdminMessage {}

  public record ResumeSink(String sink, ActorRef<Acknowledged> replyTo)
      implements Command, AdminMessage {}

  /**
   * Drain the node; asked again it only adds a watcher and, if there was none, the deadline.
   *
   * @param deadline after which what is left goes to rescue files; none: as long as it takes
   * @param replyTo told the receipt when all has ended
   */
  public record DrainNode(String cause, Optional<Duration> deadline, ActorRef<Receipt> replyTo)
      implements Command, AdminMessage {}

  /** A drain must end now: the one under way, or else the one that is about to begin. */
  public record Hurry(String cause) implements Command, AdminMessage {}

  /** Change the node's parts; answered when that is done, or why it was refused. */
  public record ReloadParts(ReloadPlan plan, ActorRef<Reloaded> replyTo) implements Command {}

  /**
   * Answer to {@link ReloadParts}.
   *
   * @param applied whether the new configuration holds; if not, the old one does
   * @param problems what was refused, or what did not end as it should
   */
  public record Reloaded(boolean applied, List<String> problems, double seconds)
      implements AdminMessage {}

  /** Answered when every source takes input, or the first has failed. */
  public record AwaitStart(ActorRef<Ready> replyTo) implements Command, AdminMessage {}

  /** Answered when every source has finished its input by itself; never for sockets. */
  public record AwaitInputEnd(ActorRef<InputEnded> replyTo) implements Command, AdminMessage {}

  /** Answered when a drain begins, whoever asked for it; at once if it has. */
  public record AwaitDrain(ActorRef<DrainBegun> replyTo) implements Command, AdminMessage {}

  /** Answer to {@link AwaitDrain}. */
  public record DrainBegun(String cause) implements AdminMessage {}

  /** Answer to {@link AwaitStart}; {@code problems} is empty when all sources run. */
  public record Ready(Map<String, String> addresses, List<String> problems)
      implements AdminMessage {}

  /** Answer to {@link AwaitInputEnd}. */
  public record InputEnded(List<String> problems) implements AdminMessage {}

  private record FromSource(SourceLane.Event event) implements Command {}

  private record FromSink(SinkLane.Event event) implements Command {}

  private record Drained() implements Command {}

  private record OldWayEmpty(Reload of) implements Command {}

  private record ReloadTick(Reload of) implements Command {}

  private record ReloadLate(Reload of) implements Command {}

  /** A drain that waits for that reload has had all of its time. */
  private record DrainTimePassed(Reload of) implements Command {}

  private record DrainWaitedEnough(Reload of) implements Command {}

  /** A drain that was asked for during a reload. */
  private record DrainAsked(DrainNode ask, long atNanos) {
    /** The same, with what is left of its time. */
    DrainNode now() {
      Duration waited = Duration.ofNanos(System.nanoTime() - atNanos);
      return new DrainNode(
          ask.cause(), ask.deadline().map(in -> atLeastNothing(in.minus(waited))), ask.replyTo());
    }

    private static Duration atLeastNothing(Duration left) {
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  /**
   * What the node is made of.
   *
   * @param relief how long a drain that begins lets lanes hold sources back
   * @param sources behavior of each source, given where to report
   * @param tiers how many there are; they end in the order of their numbers
   */
  public record Parts(
      String node,
      Instant started,
      Behavior<Ledger.Command> ledger,
      Behavior<Rescue.Command> rescue,
      Supplier<Duration> relief,
      Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> sources,
      int tiers,
      List<ReloadPlan.NewLane> lanes) {}

  /** Makes a child's behavior that reports to {@code parent}. */
  public interface ChildFactory<E, C> {
    Behavior<C> create(ActorRef<E> parent);
  }

  private final Parts parts;
  private final ActorRef<Ledger.Command> ledger;
  private final ActorRef<Rescue.Command> rescue;
  private final Children children;
  private final InputProgress input;
  private final List<ActorRef<DrainBegun>> awaitingDrain = new ArrayList<>();
  private Optional<DrainBegun> begun = Optional.empty();
  private Optional<Reload> reload = Optional.empty();

  /** Drains that were asked for during a reload: it ends first, or is given up. */
  private final List<DrainAsked> drainNext = new ArrayList<>();

  private Optional<ActorRef<Drain.Command>> drain = Optional.empty();
  private Optional<Hurry> hurry = Optional.empty();
  private boolean stopped;

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new Supervisor(context, parts));
  }

  /** As {@link #create}, now: whoever begins hears of a fault. */
  public static Behavior<Command> begin(ActorContext<Command> context, Parts parts) {
    return new Supervisor(context, parts);
  }

  private Supervisor(ActorContext<Command> context, Parts parts) {
    super(context);
    this.parts = parts;
    ledger = context.spawn(Children.restarting(parts.ledger()), "ledger");
    rescue = context.spawn(Children.restarting(parts.rescue()), "rescue", Rescue.dispatcher());
    children =
        new Children(
            context,
            parts.tiers(),
            context.messageAdapter(SourceLane.Event.class, FromSource::new),
            context.messageAdapter(SinkLane.Event.class, FromSink::new));
    parts.lanes().forEach(lane -> children.addLane(lane.tier(), lane.sink(), lane.child()));
    input = new InputProgress(parts.sources().keySet());
    parts.sources().forEach(children::addSource);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FromSource.class, this::onSourceEvent)
        .onMessage(FromSink.class, this::onSinkEvent)
        .onMessage(GetStatus.class, this::onGetStatus)
        .onMessage(GetLedger.class, this::onGetLedger)
        .onMessage(
            PauseSource.class,
            c -> onSource(c.source(), new SourceLane.Pause(c.replyTo()), c.replyTo()))
        .onMessage(
            ResumeSource.class,
            c -> onSource(c.source(), new SourceLane.Resume(c.replyTo()), c.replyTo()))
        .onMessage(
            PauseSink.class, c -> onSink(c.sink(), new SinkLane.Pause(c.replyTo()), c.replyTo()))
        .onMessage(
            ResumeSink.class, c -> onSink(c.sink(), new SinkLane.Resume(c.replyTo()), c.replyTo()))
        .onMessage(Rescue.Asked.class, this::onAskedOfRescue)
        .onMessage(ReloadParts.class, this::onReload)
        .onMessage(OldWayEmpty.class, empty -> reloading(empty.of(), Reload::oldWayIsEmpty))
        .onMessage(ReloadTick.class, tick -> onReloadTick(tick.of()))
        .onMessage(ReloadLate.class, late -> reloading(late.of(), Reload::expire))
        .onMessage(DrainTimePassed.class, passed -> reloading(passed.of(), Reload::expireAll))
        .onMessage(DrainWaitedEnough.class, enough -> reloading(enough.of(), Reload::giveUp))
        .onMessage(AwaitStart.class, this::onAwaitStart)
        .onMessage(AwaitInputEnd.class, this::onAwaitInputEnd)
        .onMessage(AwaitDrain.class, this::onAwaitDrain)
        .onMessage(DrainNode.class, this::onDrain)
        .onMessage(Hurry.class, this::onHurry)
        .onMessage(Drained.class, this::onDrained)
        .build();
  }

  private Behavior<Command> onSourceEvent(FromSource message) {
    input.told(message.event());
    reload.filter(now -> now.told(message.event())).ifPresent(this::commit);
    endReload();
    drain.ifPresent(d -> d.tell(new Drain.SourceEvent(message.event())));
    return this;
  }

  private Behavior<Command> onSinkEvent(FromSink message) {
    if (message.event() instanceof SinkLane.StopNode stop) {
      LOG.error("sink={} asks the node to stop: {}", stop.sink(), stop.reason());
      ActorRef<SinkLane.Command> lane = children.lane(stop.sink());
      if (lane != null) {
        lane.tell(new SinkLane.Expire());
      }
      onDrain(
          new DrainNode(
              "sink " + stop.sink() + ": " + stop.reason(),
              Optional.empty(),
              getContext().getSystem().ignoreRef()));
    }
    reload.ifPresent(now -> now.told(message.event()));
    endReload();
    drain.ifPresent(d -> d.tell(new Drain.LaneEvent(message.event())));
    return this;
  }

  private Behavior<Command> onReload(ReloadParts ask) {
    if (reload.isPresent() || !drainNext.isEmpty() || drain.isPresent()) {
      String why = reload.isPresent() ? "a reload is under way already" : "the node drains";
      ask.replyTo().tell(new Reloaded(false, List.of(why), 0));
      return this;
    }
    Reload begun = new Reload(ask.plan(), children, getContext(), ask.replyTo());
    reload = Optional.of(begun);
    getContext().scheduleOnce(ask.plan().patience(), getContext().getSelf(), new ReloadLate(begun));
    getContext().scheduleOnce(TICK, getContext().getSelf(), new ReloadTick(begun));
    if (begun.begin()) {
      commit(begun);
    }
    endReload();
    return this;
  }

  private void commit(Reload begun) {
    getContext().pipeToSelf(begun.commit(), (empty, never) -> new OldWayEmpty(begun));
  }

  private Behavior<Command> reloading(Reload of, Consumer<Reload> step) {
    reload.filter(now -> now == of).ifPresent(step);
    endReload();
    return this;
  }

  private Behavior<Command> onReloadTick(Reload of) {
    reloading(of, Reload::relieve);
    if (reload.filter(now -> now == of).isPresent()) {
      getContext().scheduleOnce(TICK, getContext().getSelf(), new ReloadTick(of));
    }
    return this;
  }

  private void endReload() {
    if (reload.filter(Reload::hasEnded).isPresent()) {
      reload = Optional.empty();
      List<DrainAsked> asked = List.copyOf(drainNext);
      drainNext.clear();
      asked.forEach(drainAsked -> onDrain(drainAsked.now()));
    }
  }

  private Behavior<Command> onGetStatus(GetStatus ask) {
    String state = drain.isEmpty() ? "running" : stopped ? "stopped" : "draining";
    getContext()
        .spawnAnonymous(
            StatusRound.create(
                state,
                List.copyOf(children.sources().values()),
                List.copyOf(children.lanes().values()),
                rescue,
                ask.replyTo()));
    return this;
  }

  private Behavior<Command> onAskedOfRescue(Rescue.Asked command) {
    rescue.tell(command);
    return this;
  }

  private Behavior<Command> onGetLedger(GetLedger ask) {
    ledger.tell(new Ledger.Read(ask.replyTo()));
    return this;
  }

  private Behavior<Command> onSource(
      String name, SourceLane.Command command, ActorRef<Acknowledged> replyTo) {
    return pass(command, name, "sources", children.sources(), replyTo);
  }

  private Behavior<Command> onSink(
      String name, SinkLane.Command command, ActorRef<Acknowledged> replyTo) {
    return pass(command, name, "sinks", children.lanes(), replyTo);
  }

  /** Gives {@code command} to the part of that name, or answers which parts there are. */
  private <T> Behavior<Command> pass(
      T command,
      String name,
      String kind,
      Map<String, ActorRef<T>> parts,
      ActorRef<Acknowledged> replyTo) {
    ActorRef<T> part = parts.get(name);
    if (part == null) {
      replyTo.tell(new Acknowledged(false, name, kind + ": " + String.join(", ", parts.keySet())));
    } else {
      part.tell(command);
    }
    return this;
  }

  private Behavior<Command> onAwaitStart(AwaitStart ask) {
    input.awaitStart(ask.replyTo());
    return this;
  }

  private Behavior<Command> onAwaitInputEnd(AwaitInputEnd ask) {
    input.awaitEnd(ask.replyTo());
    return this;
  }

  private Behavior<Command> onAwaitDrain(AwaitDrain ask) {
    begun.ifPresentOrElse(ask.replyTo()::tell, () -> awaitingDrain.add(ask.replyTo()));
    return this;
  }

  private Behavior<Command> onDrain(DrainNode ask) {
    if (reload.isPresent()) {
      drainNext.add(new DrainAsked(ask, System.nanoTime()));
      hurry(reload.get(), ask);
      return this;
    }
    if (drain.isEmpty()) {
      begun = Optional.of(new DrainBegun(ask.cause()));
      awaitingDrain.forEach(waiting -> waiting.tell(begun.orElseThrow()));
      awaitingDrain.clear();
      drain =
          Optional.of(
              getContext()
                  .spawn(
                      Drain.create(
                          new Drain.Parts(
                              parts.node(),
                              parts.started(),
                              Map.copyOf(children.sources()),
                              List.copyOf(children.tiers()),
                              ledger,
                              rescue,
                              parts.relief().get()),
                          ask.cause(),
                          ask.deadline()),
                      "drain"));
      getContext().watch(drain.orElseThrow()); // its crash must end the node, by DeathPactException
      ActorRef<Receipt> whenDone =
          getContext().messageAdapter(Receipt.class, receipt -> new Drained());
      drain.orElseThrow().tell(new Drain.Watch(whenDone));
      hurry.ifPresent(this::onHurry);
    } else {
      ask.deadline().ifPresent(in -> drain.orElseThrow().tell(new Drain.Deadline(in)));
    }
    drain.orElseThrow().tell(new Drain.Watch(ask.replyTo()));
    return this;
  }

  private void hurry(Reload now, DrainNode ask) {
    ask.deadline()
        .ifPresent(
            in -> getContext().scheduleOnce(in, getContext().getSelf(), new DrainTimePassed(now)));
    if (drainNext.size() == 1) {
      getContext().scheduleOnce(RELOAD_ENDS, getContext().getSelf(), new DrainWaitedEnough(now));
      now.hurry();
    }
    if (hurry.isPresent()) {
      now.expireAll();
    }
    endReload();
  }

  private Behavior<Command> onDrained(Drained drained) {
    stopped = true;
    return this;
  }

  private Behavior<Command> onHurry(Hurry told) {
    hurry = Optional.of(told);
    reload.filter(now -> !drainNext.isEmpty()).ifPresent(Reload::expireAll);
    drain.ifPresent(d -> d.tell(new Drain.Hurry(told.cause())));
    return this;
  }
}
