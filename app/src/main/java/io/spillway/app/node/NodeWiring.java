package io.spillway.app.node;

import io.spillway.actors.Ledger;
import io.spillway.actors.SinkLane;
import io.spillway.actors.SourceLane;
import io.spillway.actors.Supervisor;
import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.tap.Taps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Makes the parts of a node from its settings: lanes first, then groups over them, then sources
 * that feed them. The order in which lanes end at a stop is decided here.
 */
final class NodeWiring {
  private final NodeSettings settings;
  private final LedgerBook book;
  private final Taps taps;
  private final RescueWiring rescue;
  private final Instant started;

  NodeWiring(
      NodeSettings settings, LedgerBook book, Taps taps, RescueWiring rescue, Instant started) {
    this.taps = taps;
    this.settings = settings;
    this.book = book;
    this.rescue = rescue;
    this.started = started;
  }

  Supervisor.Parts parts(ActorSystem<?> system) {
    LaneWiring lanes = new LaneWiring(settings, book, taps, rescue.store(), system);
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> business = new LinkedHashMap<>();
    settings.groups().stream()
        .filter(group -> group.kind() == GroupSettings.Kind.BUSINESS)
        .forEach(group -> business.putAll(lanes.make(group)));
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> infra =
        lanes.make(
            GroupSettings.Kind.DEFAULT,
            GroupSettings.Kind.MISS,
            GroupSettings.Kind.RESIDUE,
            GroupSettings.Kind.INTERCEPT);
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> error =
        lanes.make(GroupSettings.Kind.ERROR);
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> monitor =
        lanes.make(GroupSettings.Kind.MONITOR);
    RouteTable table = new GroupWiring(settings, lanes.outlets(), book, taps).table();
    book.rules(table.rules());
    return new Supervisor.Parts(
        settings.name(),
        started,
        Ledger.create(
            book,
            settings.name(),
            settings.statistics().window(),
            Clock.systemUTC(),
            new MonitorFeed(settings.name(), started, table)),
        rescue.actor(lanes.blocking(), lanes.targets(), settings.rules().fieldNames()),
        relief(),
        sources(table, system, lanes.blocking()),
        List.of(business, infra, error, monitor));
  }

  private Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> sources(
      RouteTable table, ActorSystem<?> system, Executor blocking) {
    SourceWiring wiring = new SourceWiring(settings, book, taps, table, started, system, blocking);
    Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> sources = new LinkedHashMap<>();
    for (SourceSettings source : settings.sources()) {
      sources.put(source.name(), wiring.make(source));
    }
    return sources;
  }

  /** Sources read connections out for so long before a drain spills what holds them back. */
  private Duration relief() {
    return settings.sources().stream()
        .map(SourceSettings::connector)
        .filter(SourceSettings.Tcp.class::isInstance)
        .map(tcp -> ((SourceSettings.Tcp) tcp).settings().linger())
        .max(Duration::compareTo)
        .orElse(Duration.ofSeconds(1));
  }
}
