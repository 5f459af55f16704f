package io.spillway.actors;

import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the counts of this run and closes a statistics window at a time: each window's
 * figures become records of the {@code monitor} group, and misses in it one warning per source. The
 * tallies live in the {@link LedgerBook}, so a crash of this actor loses at most one window's
 * statistics.
 */
public final class Ledger extends AbstractBehavior<Ledger.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.ledger");
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Asked of the ledger. */
  public sealed interface Command {}

  /** All counts as they are now. */
  public record Read(ActorRef<LedgerReading> replyTo) implements Command, AdminMessage {}

  /**
   * Close the window now, write the last monitor records, and none any more; {@code replyTo} is
   * told when they have been handed to the monitor lane.
   */
  record CloseWindow(double drainSeconds, ActorRef<WindowClosed> replyTo) implements Command {}

  /** The last monitor records have been handed on. */
  record WindowClosed() {}

  private record WindowEnd() implements Command {}

  /** How the node's parts are, at the end of a window; null if nobody said in time. */
  private record Seen(@Nullable NodeStatus status) implements Command {}

  private final TimerScheduler<Command> timers;
  private final LedgerBook book;
  private final String node;
  private final Clock clock;
  private final Consumer<List<String>> monitor;
  private final ActorRef<Supervisor.Command> parts;
  private final Map<String, SourceTally.Reading> lastSources = new HashMap<>();
  private boolean closed;

  /**
   * The ledger of one run.
   *
   * @param window length of a statistics window
   * @param monitor takes each window's records, one JSON text each
   * @param parts whom to ask how lanes, rescue files and replay are
   */
  public static Behavior<Command> create(
      LedgerBook book,
      String node,
      Duration window,
      Clock clock,
      Consumer<List<String>> monitor,
      ActorRef<Supervisor.Command> parts) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerAtFixedRate(new WindowEnd(), window);
                  return new Ledger(context, timers, book, node, clock, monitor, parts);
                }));
  }

  private Ledger(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      LedgerBook book,
      String node,
      Clock clock,
      Consumer<List<String>> monitor,
      ActorRef<Supervisor.Command> parts) {
    super(context);
    this.timers = timers;
    this.book = book;
    this.node = node;
    this.clock = clock;
    this.monitor = monitor;
    this.parts = parts;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Read.class, this::onRead)
        .onMessage(WindowEnd.class, end -> onWindowEnd())
        .onMessage(Seen.class, this::onSeen)
        .onMessage(CloseWindow.class, this::onCloseWindow)
        .build();
  }

  private Behavior<Command> onRead(Read read) {
    read.replyTo().tell(book.read());
    return this;
  }

  private Behavior<Command> onWindowEnd() {
    getContext()
        .ask(
            NodeStatus.class,
            parts,
            PATIENCE,
            Supervisor.GetStatus::new,
            (status, late) -> new Seen(status));
    return this;
  }

  private Behavior<Command> onSeen(Seen seen) {
    if (!closed) {
      LedgerReading reading = book.read();
      warnOfMisses(reading);
      List<String> records = records(reading, Map.of());
      NodeStatus status = seen.status();
      if (status != null) {
        partRecords(status, reading, records);
      }
      monitor.accept(records);
    }
    return this;
  }

  private Behavior<Command> onCloseWindow(CloseWindow close) {
    if (!closed) {
      timers.cancelAll();
      closed = true;
      LedgerReading reading = book.read();
      warnOfMisses(reading);
      monitor.accept(records(reading, Map.of("drain_seconds", close.drainSeconds())));
    }
    close.replyTo().tell(new WindowClosed());
    return this;
  }

  private void warnOfMisses(LedgerReading reading) {
    for (SourceTally.Reading source : reading.sources()) {
      SourceTally.Reading before = lastSources.put(source.source(), source);
      long missed = source.missed() - (before == null ? 0 : before.missed());
      long accepted = source.accepted() - (before == null ? 0 : before.accepted());
      if (missed > 0) {
        LOG.warn(
            "monitor rec miss source={} count={} ratio={} nearest_rule={}",
            source.source(),
            missed,
            String.format("%.4f", accepted == 0 ? 1.0 : Math.min(1.0, (double) missed / accepted)),
            source.nearestRule());
      }
    }
  }

  private List<String> records(LedgerReading reading, Map<String, Object> more) {
    List<String> records = new ArrayList<>();
    String time = clock.instant().toString();
    for (SourceTally.Reading source : reading.sources()) {
      records.add(record(time, "source", source, more));
    }
    for (SinkTally.Reading sink : reading.sinks()) {
      records.add(record(time, "sink", sink, more));
    }
    for (RescueTally.Reading store : reading.rescue()) {
      if (store.everUsed()) {
        records.add(record(time, "rescue", store, more));
      }
    }
    return records;
  }

  /** What the tallies don't know: lanes' states, rescue files and room, the replay. */
  private void partRecords(NodeStatus status, LedgerReading reading, List<String> records) {
    String time = clock.instant().toString();
    for (SinkStatus lane : status.sinks()) {
      records.add(record(time, "lane", lane, Map.of()));
    }
    if (reading.rescue().stream().anyMatch(RescueTally.Reading::everUsed)) {
      records.add(record(time, "rescue_files", room(status.rescue()), Map.of()));
    }
    if (!status.replay().equals(ReplayStatus.NONE)) {
      records.add(record(time, "replay", status.replay(), Map.of()));
    }
  }

  private static Map<String, Object> room(RescueStatus rescue) {
    Map<String, Object> room = new LinkedHashMap<>();
    room.put("files", rescue.files().size());
    room.put("bytes", rescue.bytes());
    room.put("bytes_left", rescue.bytesLeft());
    room.put("oldest_seconds", rescue.oldestSeconds());
    room.put("seconds_left", rescue.secondsLeft());
    room.put("full", rescue.full());
    return room;
  }

  private String record(String time, String part, Object counts, Map<String, Object> more) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("time", time);
    record.put("node", node);
    record.put("part", part);
    record.put("counts", counts);
    record.putAll(more);
    return Json.line(record);
  }
}
