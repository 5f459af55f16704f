package io.spillway.actors;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the node from running to stopped: sources are read out first while lanes already deliver at
 * full speed, then lanes end tier by tier (business sinks before the infra sinks that may still get
 * records from them, {@code monitor} last), then the receipt is made. At the deadline, or when told
 * {@link Hurry}, what is left in the lanes goes to rescue files, and what is left in journals stays
 * there; {@code monitor} has a second more, for the last figures. Sources that have not reported
 * are told again every second, since one that is restarted may forget, and so are Rescue and the
 * ledger at the end; a lane keeps what it was told. Spawned once by the Supervisor, lives until the
 * node ends; a crash of it ends the node with an imbalance.
 */
public final class Drain extends AbstractBehavior<Drain.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.drain");
  private static final Duration TICK = Duration.ofSeconds(1);

  /** What the monitor lane has for the last figures when the others' time is over. */
  private static final Duration LAST_FIGURES = Duration.ofSeconds(1);

  /** Asked of, or told to, the drain. */
  public sealed interface Command {}

  /** Someone wants the receipt when there is one. */
  public record Watch(ActorRef<Receipt> replyTo) implements Command {}

  /** The end must come by then, counted from now; a shorter time left stands. */
  public record Deadline(Duration in) implements Command {}

  /** Do not wait any longer: what is not delivered now goes to rescue files. */
  public record Hurry(String cause) implements Command {}

  record SourceEvent(SourceLane.Event event) implements Command {}

  record LaneEvent(SinkLane.Event event) implements Command {}

  record Told(LedgerReading reading) implements Command {}

  private record FilesClosed(RescueStatus rescue) implements Command {}

  private record Tick() implements Command {}

  private record MonitorWritten() implements Command {}

  private record Pending(SinkStatus status) implements Command {}

  private record Expired() implements Command {}

  private record Relief() implements Command {}

  private record LastFiguresLate() implements Command {}

  /**
   * The parts to end.
   *
   * @param sources by name
   * @param tiers lanes by name, in the order in which they end
   */
  record Parts(
      String node,
      Instant started,
      Map<String, ActorRef<SourceLane.Command>> sources,
      List<Map<String, ActorRef<SinkLane.Command>>> tiers,
      ActorRef<Ledger.Command> ledger,
      ActorRef<Rescue.Command> rescue,
      Duration relief) {}

  private final Parts parts;
  private final String cause;
  private final TimerScheduler<Command> timers;
  private final long begun = System.nanoTime();
  private final Set<String> sourcesLeft;
  private final Set<String> lanesLeft = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<ActorRef<Receipt>> watchers = new ArrayList<>();
  private final Set<String> stopped = new HashSet<>();
  private final ActorRef<SinkStatus> statuses;
  private final ActorRef<LedgerReading> counts;
  private final ActorRef<RescueStatus> filesClosed;
  private final ActorRef<Ledger.WindowClosed> windowClosed;
  private int tier = -1;
  private boolean expired;
  private boolean asked;

  /** The monitor lane has all it will get. */
  private boolean lastFigures;

  /** The rescue store when all its files were closed. */
  private Optional<RescueStatus> rescued = Optional.empty();

  private double sourcesSeconds = -1;
  private long cutWhileSending;
  private long bytesLeftUnread;
  private Optional<Receipt> receipt = Optional.empty();

  static Behavior<Command> create(Parts parts, String cause, Optional<Duration> deadline) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Drain(context, timers, parts, cause, deadline)));
  }

  private Drain(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Parts parts,
      String cause,
      Optional<Duration> deadline) {
    super(context);
    this.parts = parts;
    this.cause = cause;
    this.timers = timers;
    this.sourcesLeft = new TreeSet<>(parts.sources().keySet());
    this.statuses = context.messageAdapter(SinkStatus.class, Pending::new);
    this.counts = context.messageAdapter(LedgerReading.class, Told::new);
    this.filesClosed = context.messageAdapter(RescueStatus.class, FilesClosed::new);
    this.windowClosed =
        context.messageAdapter(Ledger.WindowClosed.class, closed -> new MonitorWritten());
    LOG.info(
        "start sink drain cause={} deadline={} sources={} lanes={}",
        cause,
        deadline.map(Duration::toString).orElse("none"),
        sourcesLeft.size(),
        parts.tiers().stream().mapToInt(Map::size).sum());
    deadline.ifPresent(in -> timers.startSingleTimer(new Expired(), in));
    timers.startTimerAtFixedRate(new Tick(), TICK);
    timers.startSingleTimer(new Relief(), parts.relief());
    parts.tiers().forEach(t -> t.values().forEach(lane -> lane.tell(new SinkLane.BeginDrain())));
    parts.sources().values().forEach(source -> source.tell(new SourceLane.Drain()));
    endSourcesIfNoneLeft();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SourceEvent.class, this::onSourceEvent)
        .onMessage(LaneEvent.class, this::onLaneEvent)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Pending.class, this::onPending)
        .onMessage(MonitorWritten.class, written -> onMonitorWritten())
        .onMessage(LastFiguresLate.class, late -> expire(parts.tiers().get(lastTier())))
        .onMessage(Relief.class, relief -> onRelief())
        .onMessage(Expired.class, expired -> onExpired("drain-timeout passed"))
        .onMessage(Hurry.class, hurry -> onExpired(hurry.cause()))
        .onMessage(Deadline.class, this::onDeadline)
        .onMessage(Watch.class, this::onWatch)
        .onMessage(FilesClosed.class, this::onFilesClosed)
        .onMessage(Told.class, this::onTold)
        .build();
  }

  private Behavior<Command> onSourceEvent(SourceEvent message) {
    if (message.event() instanceof SourceLane.Drained drained
        && sourcesLeft.remove(drained.source())) {
      cutWhileSending += drained.cutWhileSending();
      bytesLeftUnread += drained.bytesLeftUnread();
      endSourcesIfNoneLeft();
    }
    return this;
  }

  private void endSourcesIfNoneLeft() {
    if (sourcesLeft.isEmpty() && tier < 0) {
      sourcesSeconds = secondsSinceBegin();
      LOG.info("sources drained seconds={}", String.format("%.3f", sourcesSeconds));
      nextTier();
    }
  }

  private void nextTier() {
    while (lanesLeft.isEmpty() && ++tier < parts.tiers().size()) {
      lanesLeft.addAll(parts.tiers().get(tier).keySet());
      lanesLeft.removeAll(stopped);
      if (tier == lastTier()) {
        hurryLastFigures();
        askForLastFigures();
      } else {
        complete(tier);
      }
    }
    CrashPoint.DRAIN_LANES.pass();
    if (lanesLeft.isEmpty() && !asked) {
      asked = true;
      askForTheEnd();
    }
  }

  private void askForLastFigures() {
    parts.ledger().tell(new Ledger.CloseWindow(secondsSinceBegin(), windowClosed));
  }

  private Behavior<Command> onMonitorWritten() {
    lastFigures = true;
    return complete(lastTier());
  }

  /** Rescue files close when all lanes have ended; only then the ledger is read. */
  private void askForTheEnd() {
    if (rescued.isEmpty()) {
      parts.rescue().tell(new Rescue.Close(filesClosed));
    } else {
      parts.ledger().tell(new Ledger.Read(counts));
    }
  }

  private Behavior<Command> onFilesClosed(FilesClosed closed) {
    rescued = Optional.of(closed.rescue());
    askForTheEnd();
    return this;
  }

  private Behavior<Command> complete(int ending) {
    parts.tiers().get(ending).values().forEach(lane -> lane.tell(new SinkLane.Complete()));
    return this;
  }

  private Behavior<Command> onLaneEvent(LaneEvent message) {
    if (message.event() instanceof SinkLane.Stopped event) {
      stopped.add(event.sink());
      if (!event.problem().isEmpty()) {
        problems.add("sink " + event.sink() + " did not close cleanly: " + event.problem());
      }
      if (lanesLeft.remove(event.sink()) && lanesLeft.isEmpty()) {
        nextTier();
      }
    }
    return this;
  }

  /** Connections that are not read out by now are held back by lanes that are full or fail. */
  private Behavior<Command> onRelief() {
    if (!sourcesLeft.isEmpty()) {
      LOG.info("sources={} are not read out: sinks that are full or fail spill", sourcesLeft);
      timers.startSingleTimer(new Relief(), TICK);
      parts.tiers().forEach(t -> t.values().forEach(lane -> lane.tell(new SinkLane.Relieve())));
    }
    return this;
  }

  private Behavior<Command> onExpired(String why) {
    if (!expired && receipt.isEmpty()) {
      expired = true;
      LOG.warn("drain ends now: {}; what is left goes to rescue files", why);
      parts.sources().values().forEach(source -> source.tell(new SourceLane.Expire()));
      parts.tiers().subList(0, lastTier()).forEach(this::expire);
      hurryLastFigures();
    }
    return this;
  }

  private Behavior<Command> expire(Map<String, ActorRef<SinkLane.Command>> lanes) {
    lanes.values().forEach(lane -> lane.tell(new SinkLane.Expire()));
    return this;
  }

  private void hurryLastFigures() {
    if (expired && tier == lastTier()) {
      timers.startSingleTimer(new LastFiguresLate(), LAST_FIGURES);
    }
  }

  private int lastTier() {
    return parts.tiers().size() - 1;
  }

  private Behavior<Command> onDeadline(Deadline deadline) {
    if (receipt.isEmpty() && !expired && !timers.isTimerActive(new Expired())) {
      LOG.info("drain deadline={}", deadline.in());
      timers.startSingleTimer(new Expired(), deadline.in());
    }
    return this;
  }

  private Behavior<Command> onTick() {
    sourcesLeft.forEach(
        name -> {
          ActorRef<SourceLane.Command> source = parts.sources().get(name);
          if (source != null) {
            source.tell(new SourceLane.Drain());
          }
        });
    if (asked) {
      askForTheEnd();
    } else if (tier == lastTier() && !lastFigures) {
      askForLastFigures();
    }
    for (Map<String, ActorRef<SinkLane.Command>> lanes : parts.tiers()) {
      lanes.forEach(
          (name, lane) -> {
            if (!stopped.contains(name)) {
              lane.tell(new SinkLane.GetStatus(statuses));
            }
          });
    }
    return this;
  }

  private Behavior<Command> onPending(Pending pending) {
    SinkStatus lane = pending.status();
    if (lane.pendingRecords() > 0) {
      LOG.info(
          "sink drain sink={} pending_left={} seconds_left={}",
          lane.sink(),
          lane.pendingRecords(),
          lane.secondsLeft());
    }
    return this;
  }

  private Behavior<Command> onWatch(Watch watch) {
    receipt.ifPresentOrElse(r -> watch.replyTo().tell(r), () -> watchers.add(watch.replyTo()));
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    if (receipt.isPresent()) {
      return this;
    }
    timers.cancelAll();
    LedgerReading reading = told.reading();
    List<Receipt.Left> left =
        reading.sinks().stream()
            .filter(sink -> sink.undelivered() > 0)
            .map(sink -> new Receipt.Left(sink.sink(), sink.undelivered()))
            .toList();
    long lost =
        reading.sources().stream()
            .mapToLong(source -> source.reasons().getOrDefault(Reason.NODE_ERROR, 0L))
            .sum();
    if (lost > 0) {
      problems.add("records lost by a fault of the node (node_error): " + lost);
    }
    left.forEach(
        l -> LOG.warn("sink={} undelivered={} at the end of the drain", l.sink(), l.records()));
    RescueStatus store = rescued.orElse(RescueStatus.UNKNOWN);
    boolean sure = reading.closed() && left.isEmpty() && problems.isEmpty();
    Receipt made =
        new Receipt(
            parts.node(),
            parts.started().toString(),
            Instant.now().toString(),
            cause,
            verdict(reading, left),
            !sure ? 20 : kept(reading) ? 10 : 0,
            sourcesSeconds,
            secondsSinceBegin(),
            cutWhileSending,
            bytesLeftUnread,
            List.copyOf(problems),
            left,
            store.files(),
            reading);
    receipt = Optional.of(made);
    watchers.forEach(watcher -> watcher.tell(made));
    watchers.clear();
    return this;
  }

  private String verdict(LedgerReading reading, List<Receipt.Left> left) {
    if (!reading.closed()) {
      return "imbalance";
    }
    if (!left.isEmpty()) {
      return "undelivered";
    }
    if (!problems.isEmpty()) {
      return "unsure";
    }
    return kept(reading) ? "safe" : "delivered";
  }

  /**
   * Whether records are in rescue files, counted or not, or left them in this run for the files of
   * what was rejected or could not be read.
   */
  private boolean kept(LedgerReading reading) {
    return rescued.map(RescueStatus::anyUncounted).orElse(false)
        || reading.rescue().stream()
            .anyMatch(
                store ->
                    (store.held() > 0 && !store.ofRejects())
                        || store.rejected() > 0
                        || store.setAside() > 0)
        || reading.sinks().stream().anyMatch(sink -> sink.rejected() > 0);
  }

  private double secondsSinceBegin() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
