package io.spillway.actors;

import io.spillway.actors.Supervisor.ChildFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The sources and lanes that the Supervisor has spawned, by name, lanes in the tiers in which they
 * end. The Supervisor's own.
 */
final class Children {
  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2)
          .withStashCapacity(10_000);

  private final ActorContext<Supervisor.Command> context;
  private final ActorRef<SourceLane.Event> fromSource;
  private final ActorRef<SinkLane.Event> fromSink;
  private final Map<String, ActorRef<SourceLane.Command>> sources = new LinkedHashMap<>();
  private final List<Map<String, ActorRef<SinkLane.Command>>> tiers = new ArrayList<>();
  private int spawned;

  /**
   * @param fromSource where sources report
   * @param fromSink where lanes report
   */
  Children(
      ActorContext<Supervisor.Command> context,
      int tiers,
      ActorRef<SourceLane.Event> fromSource,
      ActorRef<SinkLane.Event> fromSink) {
    this.context = context;
    this.fromSource = fromSource;
    this.fromSink = fromSink;
    for (int tier = 0; tier < tiers; tier++) {
      this.tiers.add(new LinkedHashMap<>());
    }
  }

  /** Whatever crashes is restarted, at once first and then with growing waits. */
  static <T> Behavior<T> restarting(Behavior<T> child) {
    return Behaviors.supervise(child).onFailure(RESTART);
  }

  void addSource(String name, ChildFactory<SourceLane.Event, SourceLane.Command> child) {
    sources.put(name, spawn(child.create(fromSource), "source-" + name));
  }

  void addLane(int tier, String sink, ChildFactory<SinkLane.Event, SinkLane.Command> child) {
    tiers.get(tier).put(sink, spawn(child.create(fromSink), "sink-" + sink));
  }

  /** Numbered, since a name is free only some time after its child was told to stop. */
  private <T> ActorRef<T> spawn(Behavior<T> child, String name) {
    return context.spawn(restarting(child), name + "-" + ++spawned);
  }

  void stopSource(String name) {
    ActorRef<SourceLane.Command> gone = sources.remove(name);
    if (gone != null) {
      context.stop(gone);
    }
  }

  void stopLane(String sink) {
    for (Map<String, ActorRef<SinkLane.Command>> tier : tiers) {
      ActorRef<SinkLane.Command> gone = tier.remove(sink);
      if (gone != null) {
        context.stop(gone);
      }
    }
  }

  @Nullable ActorRef<SourceLane.Command> source(String name) {
    return sources.get(name);
  }

  @Nullable ActorRef<SinkLane.Command> lane(String sink) {
    return lanes().get(sink);
  }

  Map<String, ActorRef<SourceLane.Command>> sources() {
    return sources;
  }

  /** In the order in which they end. */
  List<Map<String, ActorRef<SinkLane.Command>>> tiers() {
    return tiers;
  }

  /** Of all tiers, by sink. */
  Map<String, ActorRef<SinkLane.Command>> lanes() {
    Map<String, ActorRef<SinkLane.Command>> all = new LinkedHashMap<>();
    tiers.forEach(all::putAll);
    return all;
  }
}
