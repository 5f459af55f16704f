package io.spillway.app.node;

import io.spillway.actors.Ledger;
import io.spillway.actors.ReloadPlan;
import io.spillway.actors.SourceLane;
import io.spillway.actors.Supervisor;
import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.app.settings.Difference;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.journal.Journals;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.route.Intake;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.route.Way;
import io.spillway.streams.tap.Taps;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Makes the parts of a node from its settings: lanes first, then groups over them, then sources
 * that feed them; and from other settings the plan of a reload. Knows what runs. Thread-safe.
 */
final class NodeWiring {
  private final LedgerBook book;
  private final Taps taps;
  private final RescueWiring rescue;
  private final Journals journals;
  private final Instant started;
  private final ActorSystem<?> system;
  private final LaneWiring laneWiring;
  private final SourceWiring sourceWiring;
  private final MonitorFeed monitor;
  private volatile NodeSettings settings;
  private RouteTable table;
  private Map<String, LaneWiring.Made> lanes = Map.of();
  private Map<String, SourceWiring.Made> sources = new LinkedHashMap<>();

  NodeWiring(
      NodeSettings settings,
      LedgerBook book,
      Taps taps,
      RescueWiring rescue,
      Journals journals,
      Instant started,
      ActorSystem<?> system) {
    this.taps = taps;
    this.settings = settings;
    this.book = book;
    this.rescue = rescue;
    this.journals = journals;
    this.started = started;
    this.system = system;
    this.laneWiring = new LaneWiring(book, taps, rescue.store(), system);
    this.sourceWiring =
        new SourceWiring(book, taps, started, system, laneWiring.blocking(), journals);
    this.lanes = lanes(settings, Set.of());
    this.table = new GroupWiring(settings, lanes, book, taps).table();
    this.monitor = new MonitorFeed(settings.name(), started, table);
    for (SourceSettings source : settings.sources()) {
      sources.put(source.name(), sourceWiring.make(settings, table, source));
    }
  }

  /** What runs now; not what a reload that is under way will make of it. */
  synchronized NodeSettings settings() {
    return settings;
  }

  /** All parts, to be spawned once. */
  synchronized Supervisor.Parts parts() {
    Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> children =
        new LinkedHashMap<>();
    sources.forEach((name, source) -> children.put(name, source.actor()));
    return new Supervisor.Parts(
        settings.name(),
        started,
        Ledger.create(
            book,
            settings.name(),
            settings.statistics().window(),
            Clock.systemUTC(),
            monitor,
            system.unsafeUpcast()),
        rescue.actor(laneWiring.blocking(), laneWiring.targets()),
        this::relief,
        children,
        LaneWiring.TIERS,
        lanes.values().stream().map(NodeWiring::newLane).toList());
  }

  /**
   * How the node becomes one of those settings: whatever can fail fails here. Blocks.
   *
   * @param difference between what runs and {@code next}
   * @throws UncheckedIOException with a message for people if it can't
   */
  synchronized ReloadPlan plan(NodeSettings next, Difference difference) {
    Map<String, LaneWiring.Made> nextLanes =
        lanes(next, Set.copyOf(difference.sinks().unchanged()));
    RouteTable nextTable = new GroupWiring(next, nextLanes, book, taps).table();
    SourceChanges changes = new SourceChanges(next, nextTable, nextLanes, difference);
    Set<String> endingLanes = new TreeSet<>(difference.sinks().removed());
    endingLanes.addAll(difference.sinks().changed());
    return new ReloadPlan(
        actors(changes.added),
        actors(changes.replaced),
        changes.relistening,
        changes.gone,
        nextLanes.values().stream()
            .filter(lane -> !lane.equals(lanes.get(lane.sink())))
            .map(NodeWiring::newLane)
            .toList(),
        endingLanes,
        settings.drainTimeout(),
        () -> commit(next, nextTable, nextLanes, changes),
        () -> undo(nextLanes, changes));
  }

  /** What becomes of the sources at a reload. */
  private final class SourceChanges {
    private final Map<String, SourceWiring.Made> kept = new LinkedHashMap<>();
    private final Map<String, SourceWiring.Made> added = new LinkedHashMap<>();
    private final Map<String, SourceWiring.Made> replaced = new LinkedHashMap<>();
    private final Set<String> relistening = new TreeSet<>();
    private final Set<String> gone;

    /** What the intakes of sources that run are given at the commit. */
    private final Map<Intake, Way> ways = new HashMap<>();

    SourceChanges(
        NodeSettings next,
        RouteTable nextTable,
        Map<String, LaneWiring.Made> nextLanes,
        Difference difference) {
      gone = Set.copyOf(difference.sources().removed());
      for (SourceSettings source : next.sources()) {
        SourceWiring.Made runs = sources.get(source.name());
        boolean unchanged = difference.sources().unchanged().contains(source.name());
        if (runs == null) {
          SourceWiring.Made made = sourceWiring.make(next, nextTable, source);
          made.intake().pause();
          added.put(source.name(), made);
        } else if (unchanged) {
          kept.put(source.name(), runs);
        } else if (runs.canBecome(source)) {
          runs.prepare(source);
          kept.put(source.name(), runs.with(source));
          if (runs.listensAnewAs(source)) {
            relistening.add(source.name());
          }
        } else {
          replaced.put(source.name(), sourceWiring.make(next, nextTable, source));
        }
      }
      kept.values().forEach(source -> ways.put(source.intake(), way(next, nextTable, source)));
      RouteTable rest = new GroupWiring(settings, restLanes(nextLanes), book, taps).table();
      Stream.concat(gone.stream(), replaced.keySet().stream())
          .map(name -> Objects.requireNonNull(sources.get(name)))
          .forEach(source -> ways.put(source.intake(), way(settings, rest, source)));
    }
  }

  private Way way(NodeSettings node, RouteTable routes, SourceWiring.Made source) {
    return sourceWiring.way(node, routes, source.settings());
  }

  /**
   * Where records go that sources which end still bring, by the rules and groups that they had: a
   * lane that is replaced must not have to wait for them.
   */
  private Map<String, LaneWiring.Made> restLanes(Map<String, LaneWiring.Made> nextLanes) {
    Map<String, LaneWiring.Made> rest = new LinkedHashMap<>(lanes);
    rest.replaceAll((sink, lane) -> nextLanes.getOrDefault(sink, lane));
    return rest;
  }

  private synchronized CompletionStage<Done> commit(
      NodeSettings next,
      RouteTable nextTable,
      Map<String, LaneWiring.Made> nextLanes,
      SourceChanges changes) {
    changes.kept.values().forEach(SourceWiring.Made::takeSettings);
    List<CompletableFuture<Done>> old = new ArrayList<>();
    changes.ways.forEach((intake, way) -> old.add(intake.change(way).toCompletableFuture()));
    monitor.change(nextTable);
    lanes.values().stream()
        .filter(lane -> !lane.equals(nextLanes.get(lane.sink())))
        .forEach(laneWiring::gone);
    settings = next;
    table = nextTable;
    lanes = nextLanes;
    sources = new LinkedHashMap<>(changes.kept);
    sources.putAll(changes.added);
    sources.putAll(changes.replaced);
    endTaps();
    journals.retain(sources.keySet());
    sources.values().forEach(source -> source.resize(SourceWiring.budgetBytes(next)));
    return CompletableFuture.allOf(old.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> Done.getInstance());
  }

  /** Taps of parts that are gone end. */
  private void endTaps() {
    taps.retain(Taps.Part.SOURCE, sources.keySet());
    taps.retain(Taps.Part.SINK, lanes.keySet());
    taps.retain(
        Taps.Part.GROUP,
        settings.groups().stream().map(GroupSettings::name).collect(Collectors.toSet()));
  }

  /** What new sources took goes the old way, and replays find no new lane. */
  private synchronized void undo(Map<String, LaneWiring.Made> nextLanes, SourceChanges changes) {
    for (SourceWiring.Made source : changes.added.values()) {
      var unused = source.intake().change(way(settings, table, source));
    }
    nextLanes.values().stream()
        .filter(lane -> !lane.equals(lanes.get(lane.sink())))
        .forEach(laneWiring::gone);
  }

  private Map<String, LaneWiring.Made> lanes(NodeSettings node, Set<String> kept) {
    Map<String, LaneWiring.Made> made = new LinkedHashMap<>();
    for (GroupSettings group : node.groups()) {
      for (SinkSettings sink : group.sinks()) {
        LaneWiring.Made runs = kept.contains(sink.name()) ? lanes.get(sink.name()) : null;
        made.put(sink.name(), runs == null ? laneWiring.make(node, group, sink) : runs);
      }
    }
    return made;
  }

  private static ReloadPlan.NewLane newLane(LaneWiring.Made lane) {
    return new ReloadPlan.NewLane(lane.sink(), lane.tier(), lane.actor());
  }

  private static Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> actors(
      Map<String, SourceWiring.Made> sources) {
    Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> actors = new LinkedHashMap<>();
    sources.forEach((name, source) -> actors.put(name, source.actor()));
    return actors;
  }

  /** Sources read connections out for so long before a drain spills what holds them back. */
  private Duration relief() {
    return settings.sources().stream()
        .map(SourceSettings::transport)
        .filter(SourceSettings.Tcp.class::isInstance)
        .map(tcp -> ((SourceSettings.Tcp) tcp).settings().linger())
        .max(Duration::compareTo)
        .orElse(Duration.ofSeconds(1));
  }
}
