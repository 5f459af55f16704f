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

  private final TimerScheduler<Command> timers;
  private final LedgerBook book;
  private final String node;
  private final Clock clock;
  private final Consumer<List<String>> monitor;
  private final Map<String, SourceTally.Reading> lastSources = new HashMap<>();

  /**
   * The ledger of one run.
   *
   * @param window length of a statistics window
   * @param monitor takes each window's records, one JSON text each
   */
  public static Behavior<Command> create(
      LedgerBook book, String node, Duration window, Clock clock, Consumer<List<String>> monitor) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerAtFixedRate(new WindowEnd(), window);
                  return new Ledger(context, timers, book, node, clock, monitor);
                }));
  }

  private Ledger(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      LedgerBook book,
      String node,
      Clock clock,
      Consumer<List<String>> monitor) {
    super(context);
    this.timers = timers;
    this.book = book;
    this.node = node;
    this.clock = clock;
    this.monitor = monitor;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Read.class, this::onRead)
        .onMessage(WindowEnd.class, end -> onWindowEnd())
        .onMessage(CloseWindow.class, this::onCloseWindow)
        .build();
  }

  private Behavior<Command> onRead(Read read) {
    read.replyTo().tell(book.read());
    return this;
  }

  private Behavior<Command> onWindowEnd() {
    LedgerReading reading = book.read();
    warnOfMisses(reading);
    monitor.accept(records(reading, Map.of()));
    return this;
  }

  private Behavior<Command> onCloseWindow(CloseWindow close) {
    timers.cancelAll();
    LedgerReading reading = book.read();
    warnOfMisses(reading);
    monitor.accept(records(reading, Map.of("drain_seconds", close.drainSeconds())));
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
