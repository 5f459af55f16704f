package io.spillway.actors;

import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Intake;
import io.spillway.streams.source.Receiver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * The source lane of a source with a fixed number of receivers: UDP sockets, standard input. Runs
 * them all, and has finished when they have. Spawned by the Supervisor, restarted with backoff;
 * receivers live in the {@link Part}, so that a restart opens nothing twice.
 */
public final class ReceiverLane extends AbstractBehavior<SourceLane.Command> {
  private record Opened(Receiver of) implements SourceLane.Internal {}

  private record OpenFailed(Receiver of, String why) implements SourceLane.Internal {}

  private record Ended(Receiver of, Optional<String> problem) implements SourceLane.Internal {}

  /**
   * What the lane runs.
   *
   * @param type the source's, as users call it
   * @param address where it listens, or empty
   * @param begun the end of each receiver's stream, for an actor that comes after a crash
   * @param draining whether the node drains, likewise
   */
  public record Part(
      String name,
      String type,
      String address,
      List<Receiver> receivers,
      Intake intake,
      SourceTally tally,
      Map<Receiver, CompletionStage<Done>> begun,
      AtomicBoolean draining) {
    public Part(
        String name,
        String type,
        String address,
        List<Receiver> receivers,
        Intake intake,
        SourceTally tally) {
      this(
          name,
          type,
          address,
          List.copyOf(receivers),
          intake,
          tally,
          new ConcurrentHashMap<>(),
          new AtomicBoolean());
    }
  }

  private final Part part;
  private final ActorRef<SourceLane.Event> parent;
  private final Set<Receiver> opening;
  private final Set<Receiver> active;
  private final List<String> problems = new ArrayList<>();
  private final SourceLife life;

  public static Behavior<SourceLane.Command> create(Part part, ActorRef<SourceLane.Event> parent) {
    return Behaviors.setup(context -> new ReceiverLane(context, part, parent));
  }

  private ReceiverLane(
      ActorContext<SourceLane.Command> context, Part part, ActorRef<SourceLane.Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    this.opening = new HashSet<>(part.receivers());
    this.active = new HashSet<>(part.receivers());
    this.life = new SourceLife(part.name(), part.intake(), part.draining().get());
    part.receivers().forEach(this::run);
  }

  private void run(Receiver receiver) {
    CompletionStage<Done> routed = part.begun().computeIfAbsent(receiver, this::begin);
    getContext()
        .pipeToSelf(
            receiver.opened(),
            (done, fault) ->
                fault == null
                    ? new Opened(receiver)
                    : new OpenFailed(receiver, Receiver.reason(fault)));
    CompletionStage<SourceLane.Command> end =
        routed
            .thenCompose(done -> receiver.finished())
            .<SourceLane.Command>thenApply(problem -> new Ended(receiver, problem))
            .exceptionally(fault -> new Ended(receiver, Optional.of(broken(receiver, fault))));
    getContext().pipeToSelf(end, (ended, never) -> ended);
  }

  private CompletionStage<Done> begin(Receiver receiver) {
    part.tally().connectionOpened();
    return receiver
        .batches()
        .via(part.intake().flow())
        .runWith(Sink.ignore(), SystemMaterializer.get(getContext().getSystem()).materializer());
  }

  private static String broken(Receiver receiver, Throwable fault) {
    return receiver.name() + ": its stream failed: " + fault;
  }

  @Override
  public Receive<SourceLane.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Opened.class, this::onOpened)
        .onMessage(OpenFailed.class, this::onOpenFailed)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(SourceLane.Pause.class, this::onPause)
        .onMessage(SourceLane.Resume.class, this::onResume)
        .onMessage(SourceLane.Drain.class, drain -> onDrain())
        .onMessage(SourceLane.Expire.class, expire -> this)
        .onMessage(SourceLane.GetStatus.class, this::onGetStatus)
        .build();
  }

  private Behavior<SourceLane.Command> onOpened(Opened opened) {
    if (opening.remove(opened.of()) && opening.isEmpty() && life.isStarting()) {
      life.started();
      parent.tell(new SourceLane.Started(part.name(), part.address()));
      endIfNoneActive();
    }
    return this;
  }

  private Behavior<SourceLane.Command> onOpenFailed(OpenFailed failed) {
    opening.remove(failed.of());
    String problem =
        "source %s: %s can't be opened: %s"
            .formatted(part.name(), failed.of().name(), failed.why());
    problems.add(problem);
    if (life.isStarting()) {
      life.failed();
      parent.tell(new SourceLane.Failed(part.name(), problem));
    }
    return this;
  }

  private Behavior<SourceLane.Command> onEnded(Ended ended) {
    if (active.remove(ended.of())) {
      if (!life.isFailed()) {
        ended.problem().ifPresent(problems::add);
      }
      endIfNoneActive();
    }
    return this;
  }

  private void endIfNoneActive() {
    if (!active.isEmpty()) {
      return;
    }
    if (life.isDraining()) {
      life.drained();
      tellDrained();
    } else if (life.isOpen()) {
      life.finished();
      parent.tell(new SourceLane.Finished(part.name(), List.copyOf(problems)));
    }
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
    } else if (life.beginDrain()) {
      part.draining().set(true);
      active.forEach(Receiver::drain);
      endIfNoneActive();
    }
    return this;
  }

  private void tellDrained() {
    parent.tell(new SourceLane.Drained(part.name(), 0, 0));
  }

  private Behavior<SourceLane.Command> onGetStatus(SourceLane.GetStatus ask) {
    SourceTally.Reading took = part.tally().read();
    ask.replyTo()
        .tell(
            new SourceStatus(
                part.name(),
                part.type(),
                life.word(),
                part.address(),
                List.of(),
                active.size(),
                took.connections(),
                took.accepted(),
                Map.of(),
                SourceStatus.words(took.triggers()),
                String.join("; ", problems)));
    return this;
  }
}
