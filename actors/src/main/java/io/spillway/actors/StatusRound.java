package io.spillway.actors;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Asks every source, every lane and the rescue store once and answers with what came back within a
 * second; a part that is being restarted is missing from the answer. Lives for one question; a
 * crash of it leaves that question unanswered.
 */
final class StatusRound extends AbstractBehavior<StatusRound.Told> {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** One part's answer, or the end of patience. */
  sealed interface Told {}

  private record Source(int place, SourceStatus status) implements Told {}

  private record Sink(int place, SinkStatus status) implements Told {}

  private record Store(RescueStatus status) implements Told {}

  private record Replaying(ReplayStatus status) implements Told {}

  private record Enough() implements Told {}

  private final String state;
  private final int expected;
  private final ActorRef<NodeStatus> replyTo;
  private final TreeMap<Integer, SourceStatus> sources = new TreeMap<>();
  private final TreeMap<Integer, SinkStatus> sinks = new TreeMap<>();
  private Optional<RescueStatus> store = Optional.empty();
  private Optional<ReplayStatus> replay = Optional.empty();

  static Behavior<Told> create(
      String state,
      List<ActorRef<SourceLane.Command>> sources,
      List<ActorRef<SinkLane.Command>> lanes,
      ActorRef<Rescue.Command> rescue,
      ActorRef<NodeStatus> replyTo) {
    return Behaviors.setup(
        context -> new StatusRound(context, state, sources, lanes, rescue, replyTo));
  }

  private StatusRound(
      ActorContext<Told> context,
      String state,
      List<ActorRef<SourceLane.Command>> sources,
      List<ActorRef<SinkLane.Command>> lanes,
      ActorRef<Rescue.Command> rescue,
      ActorRef<NodeStatus> replyTo) {
    super(context);
    this.state = state;
    this.expected = sources.size() + lanes.size() + 2;
    this.replyTo = replyTo;
    for (int i = 0; i < sources.size(); i++) {
      int place = i;
      context.ask(
          SourceStatus.class,
          sources.get(i),
          PATIENCE,
          SourceLane.GetStatus::new,
          (status, late) -> status == null ? new Enough() : new Source(place, status));
    }
    for (int i = 0; i < lanes.size(); i++) {
      int place = i;
      context.ask(
          SinkStatus.class,
          lanes.get(i),
          PATIENCE,
          SinkLane.GetStatus::new,
          (status, late) -> status == null ? new Enough() : new Sink(place, status));
    }
    context.ask(
        RescueStatus.class,
        rescue,
        PATIENCE,
        Rescue.GetStatus::new,
        (status, late) -> status == null ? new Enough() : new Store(status));
    context.ask(
        ReplayStatus.class,
        rescue,
        PATIENCE,
        Rescue.GetReplay::new,
        (status, late) -> status == null ? new Enough() : new Replaying(status));
  }

  @Override
  public Receive<Told> createReceive() {
    return newReceiveBuilder()
        .onMessage(Source.class, told -> onTold(() -> sources.put(told.place(), told.status())))
        .onMessage(Sink.class, told -> onTold(() -> sinks.put(told.place(), told.status())))
        .onMessage(Store.class, told -> onTold(() -> store = Optional.of(told.status())))
        .onMessage(Replaying.class, told -> onTold(() -> replay = Optional.of(told.status())))
        .onMessage(Enough.class, enough -> answer())
        .build();
  }

  private Behavior<Told> onTold(Runnable keep) {
    keep.run();
    int told =
        sources.size() + sinks.size() + (store.isPresent() ? 1 : 0) + (replay.isPresent() ? 1 : 0);
    return told == expected ? answer() : this;
  }

  private Behavior<Told> answer() {
    replyTo.tell(
        new NodeStatus(
            state,
            List.copyOf(sources.values()),
            List.copyOf(sinks.values()),
            store.orElse(RescueStatus.UNKNOWN),
            replay.orElse(ReplayStatus.NONE)));
    return Behaviors.stopped();
  }
}
