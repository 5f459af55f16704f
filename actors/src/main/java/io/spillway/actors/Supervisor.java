package io.spillway.actors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guardian: spawns a lane for each source and each sink, passes commands to them by name, and
 * starts the one {@link Drain}. Holds no data; lanes' queues survive a crash of their actors.
 */
public final class Supervisor extends AbstractBehavior<Supervisor.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.node");
  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2)
          .withStashCapacity(10_000);

  /** Asked of the node. */
  public sealed interface Command {}

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
   * @param deadline after which what is left is undelivered; none: as long as it takes
   * @param replyTo told the receipt when all has ended
   */
  public record DrainNode(String cause, Optional<Duration> deadline, ActorRef<Receipt> replyTo)
      implements Command, AdminMessage {}

  /** A drain must end now: the one under way, or else the one that is about to begin. */
  public record Hurry(String cause) implements Command, AdminMessage {}

  /** As {@link Rescue.StartReplay}. */
  public record StartReplay(ReplayRequest request, ActorRef<ReplayStatus> replyTo)
      implements Command, AdminMessage {}

  /** As {@link Rescue.PlanReplay}. */
  public record PlanReplay(ReplayRequest request, ActorRef<ReplayOutlook> replyTo)
      implements Command, AdminMessage {}

  /** As {@link Rescue.GetReplay}. */
  public record GetReplay(ActorRef<ReplayStatus> replyTo) implements Command, AdminMessage {}

  /** As {@link Rescue.ChangeReplay}. */
  public record ChangeReplay(Rescue.ReplayVerb verb, ActorRef<ReplayStatus> replyTo)
      implements Command, AdminMessage {}

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

  /**
   * What the node is made of.
   *
   * @param relief how long a drain lets lanes hold sources back
   * @param sources behavior of each source, given where to report
   * @param tiers behavior of each lane, in the order in which tiers end
   */
  public record Parts(
      String node,
      Instant started,
      Behavior<Ledger.Command> ledger,
      Behavior<Rescue.Command> rescue,
      Duration relief,
      Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> sources,
      List<Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>>> tiers) {}

  /** Makes a child's behavior that reports to {@code parent}. */
  public interface ChildFactory<E, C> {
    Behavior<C> create(ActorRef<E> parent);
  }

  private final Parts parts;
  private final ActorRef<Ledger.Command> ledger;
  private final ActorRef<Rescue.Command> rescue;
  private final Map<String, ActorRef<SourceLane.Command>> sources = new LinkedHashMap<>();
  private final List<Map<String, ActorRef<SinkLane.Command>>> tiers = new ArrayList<>();
  private final InputProgress input;
  private final List<ActorRef<DrainBegun>> awaitingDrain = new ArrayList<>();
  private Optional<DrainBegun> begun = Optional.empty();
  private Optional<ActorRef<Drain.Command>> drain = Optional.empty();
  private Optional<Hurry> hurry = Optional.empty();
  private boolean stopped;

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new Supervisor(context, parts));
  }

  private Supervisor(ActorContext<Command> context, Parts parts) {
    super(context);
    this.parts = parts;
    ledger = context.spawn(restarting(parts.ledger()), "ledger");
    rescue = context.spawn(restarting(parts.rescue()), "rescue", Rescue.dispatcher());
    ActorRef<SinkLane.Event> fromSink = context.messageAdapter(SinkLane.Event.class, FromSink::new);
    parts
        .tiers()
        .forEach(
            tier -> {
              Map<String, ActorRef<SinkLane.Command>> lanes = new LinkedHashMap<>();
              tier.forEach(
                  (name, child) ->
                      lanes.put(
                          name, context.spawn(restarting(child.create(fromSink)), "sink-" + name)));
              tiers.add(lanes);
            });
    ActorRef<SourceLane.Event> fromSource =
        context.messageAdapter(SourceLane.Event.class, FromSource::new);
    input = new InputProgress(parts.sources().keySet());
    parts
        .sources()
        .forEach(
            (name, child) ->
                sources.put(
                    name, context.spawn(restarting(child.create(fromSource)), "source-" + name)));
  }

  /** Whatever crashes is restarted, at once first and then with growing waits. */
  static <T> Behavior<T> restarting(Behavior<T> child) {
    return Behaviors.supervise(child).onFailure(RESTART);
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
        .onMessage(
            StartReplay.class, c -> toRescue(new Rescue.StartReplay(c.request(), c.replyTo())))
        .onMessage(PlanReplay.class, c -> toRescue(new Rescue.PlanReplay(c.request(), c.replyTo())))
        .onMessage(GetReplay.class, c -> toRescue(new Rescue.GetReplay(c.replyTo())))
        .onMessage(
            ChangeReplay.class, c -> toRescue(new Rescue.ChangeReplay(c.verb(), c.replyTo())))
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
    drain.ifPresent(d -> d.tell(new Drain.SourceEvent(message.event())));
    return this;
  }

  private Behavior<Command> onSinkEvent(FromSink message) {
    if (message.event() instanceof SinkLane.StopNode stop) {
      LOG.error("sink={} asks the node to stop: {}", stop.sink(), stop.reason());
      tiers.forEach(
          tier -> {
            ActorRef<SinkLane.Command> lane = tier.get(stop.sink());
            if (lane != null) {
              lane.tell(new SinkLane.Expire());
            }
          });
      onDrain(
          new DrainNode(
              "sink " + stop.sink() + ": " + stop.reason(),
              Optional.empty(),
              getContext().getSystem().ignoreRef()));
    }
    drain.ifPresent(d -> d.tell(new Drain.LaneEvent(message.event())));
    return this;
  }

  private Behavior<Command> onGetStatus(GetStatus ask) {
    String state = drain.isEmpty() ? "running" : stopped ? "stopped" : "draining";
    List<ActorRef<SinkLane.Command>> lanes = new ArrayList<>();
    tiers.forEach(tier -> lanes.addAll(tier.values()));
    getContext()
        .spawnAnonymous(
            StatusRound.create(state, List.copyOf(sources.values()), lanes, rescue, ask.replyTo()));
    return this;
  }

  private Behavior<Command> toRescue(Rescue.Command command) {
    rescue.tell(command);
    return this;
  }

  private Behavior<Command> onGetLedger(GetLedger ask) {
    ledger.tell(new Ledger.Read(ask.replyTo()));
    return this;
  }

  private Behavior<Command> onSource(
      String name, SourceLane.Command command, ActorRef<Acknowledged> replyTo) {
    return pass(command, name, "sources", sources, replyTo);
  }

  private Behavior<Command> onSink(
      String name, SinkLane.Command command, ActorRef<Acknowledged> replyTo) {
    Map<String, ActorRef<SinkLane.Command>> all = new LinkedHashMap<>();
    tiers.forEach(all::putAll);
    return pass(command, name, "sinks", all, replyTo);
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
                              sources,
                              tiers,
                              ledger,
                              rescue,
                              parts.relief()),
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

  private Behavior<Command> onDrained(Drained drained) {
    stopped = true;
    return this;
  }

  private Behavior<Command> onHurry(Hurry told) {
    hurry = Optional.of(told);
    drain.ifPresent(d -> d.tell(new Drain.Hurry(told.cause())));
    return this;
  }
}
