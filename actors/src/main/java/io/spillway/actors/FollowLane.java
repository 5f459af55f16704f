package io.spillway.actors;

import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Intake;
import io.spillway.streams.source.follow.FollowCounts;
import io.spillway.streams.source.follow.FollowReading;
import io.spillway.streams.source.follow.FollowSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source lane of a file source in follow mode: looks at its files at intervals, runs their
 * readings, and has drained when all they took is with the lanes; the checkpoint is saved until the
 * node ends. Spawned by the Supervisor, restarted with backoff; files and readings live in the
 * {@link Part}, so that a crash only delays the next look.
 */
public final class FollowLane extends AbstractBehavior<SourceLane.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.source");

  private record Look() implements SourceLane.Internal {}

  /** A look is over; {@code of} tells the actor that looks from one before a crash. */
  private record Looked(FollowLane of, @Nullable Throwable fault) implements SourceLane.Internal {}

  private record AllHandedOn(FollowLane of) implements SourceLane.Internal {}

  private record Saved(FollowLane of) implements SourceLane.Internal {}

  /** Opens the source with its checkpoint. */
  public interface Opening {
    FollowSource open() throws IOException;
  }

  /**
   * What the lane runs.
   *
   * @param blocking where looking may block
   * @param running the source once it is open, for an actor that comes after a crash
   * @param draining whether the node drains, likewise
   */
  public record Part(
      String name,
      Opening opening,
      Intake intake,
      SourceTally tally,
      Executor blocking,
      AtomicReference<Running> running,
      AtomicBoolean draining) {
    public Part(String name, Opening opening, Intake intake, SourceTally tally, Executor blocking) {
      this(name, opening, intake, tally, blocking, new AtomicReference<>(), new AtomicBoolean());
    }
  }

  /** An open source, and the end of its streams, which is no failure. */
  public record Running(FollowSource source, CompletionStage<Done> handedOn) {}

  private final Part part;
  private final ActorRef<SourceLane.Event> parent;
  private final TimerScheduler<SourceLane.Command> timers;
  private Optional<Running> running = Optional.empty();
  private final SourceLife life;
  private boolean started;
  private String problem = "";

  public static Behavior<SourceLane.Command> create(Part part, ActorRef<SourceLane.Event> parent) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new FollowLane(context, timers, part, parent)));
  }

  private FollowLane(
      ActorContext<SourceLane.Command> context,
      TimerScheduler<SourceLane.Command> timers,
      Part part,
      ActorRef<SourceLane.Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    this.timers = timers;
    this.life = new SourceLife(part.name(), part.intake(), part.draining().get());
    try {
      running = Optional.of(open());
    } catch (IOException e) {
      failed(e);
      return;
    }
    if (life.isDraining()) {
      readOut();
    }
    look();
  }

  private Running open() throws IOException {
    Running before = part.running().get();
    if (before != null) {
      return before;
    }
    FollowSource source = part.opening().open();
    List<CompletableFuture<Done>> ends = new ArrayList<>();
    source.readings().forEach(reading -> ends.add(run(reading)));
    CompletionStage<Done> all =
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
            .thenApply(ended -> Done.getInstance());
    Running opened = new Running(source, all);
    part.running().set(opened);
    return opened;
  }

  private CompletableFuture<Done> run(FollowReading reading) {
    String name = part.name();
    return reading
        .batches()
        .via(part.intake().flow())
        .runWith(Sink.ignore(), SystemMaterializer.get(getContext().getSystem()).materializer())
        .exceptionally(fault -> ended(name, fault))
        .toCompletableFuture();
  }

  /** The end of the actor system ends streams too, and is no fault of theirs. */
  private static Done ended(String name, Throwable fault) {
    if (!(fault instanceof AbruptStageTerminationException)) {
      LOG.error("source={} a reader failed; its files are read on after a restart", name, fault);
    }
    return Done.getInstance();
  }

  private void failed(IOException e) {
    problem = "source " + part.name() + ": the checkpoint can't be opened: " + e;
    life.failed();
    parent.tell(new SourceLane.Failed(part.name(), problem));
    if (life.isDraining()) {
      tellDrained();
    }
  }

  // ---- looking

  private void look() {
    FollowSource source = running.orElseThrow().source();
    Runnable look = life.isOpen() || life.isStarting() ? source::poll : source::save;
    getContext()
        .pipeToSelf(
            CompletableFuture.runAsync(look, part.blocking()),
            (done, fault) -> new Looked(this, fault));
  }

  private Behavior<SourceLane.Command> onLooked(Looked looked) {
    if (looked.of() != this) {
      return this;
    }
    if (looked.fault() != null) {
      throw new IllegalStateException(
          "source " + part.name() + " can't look at its files", looked.fault());
    }
    if (!started) {
      started = true;
      life.started();
      FollowCounts counts = running.orElseThrow().source().counts();
      LOG.info(
          "source={} follows files={} behind_bytes={}",
          part.name(),
          counts.files(),
          counts.behindBytes());
      parent.tell(new SourceLane.Started(part.name(), ""));
    }
    Duration pause =
        life.isOpen()
            ? running.orElseThrow().source().settings().pollInterval()
            : running.orElseThrow().source().settings().checkpointInterval();
    timers.startSingleTimer(new Look(), pause);
    return this;
  }

  // ---- commands

  @Override
  public Receive<SourceLane.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> onLook())
        .onMessage(Looked.class, this::onLooked)
        .onMessage(AllHandedOn.class, this::onAllHandedOn)
        .onMessage(Saved.class, this::onSaved)
        .onMessage(SourceLane.Pause.class, this::onPause)
        .onMessage(SourceLane.Resume.class, this::onResume)
        .onMessage(SourceLane.Drain.class, drain -> onDrain())
        .onMessage(SourceLane.Expire.class, expire -> this)
        .onMessage(SourceLane.GetStatus.class, this::onGetStatus)
        .build();
  }

  private Behavior<SourceLane.Command> onLook() {
    look();
    return this;
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
    if (life.isDrained() || life.isFailed()) {
      parent.tell(new SourceLane.Drained(part.name(), 0, 0));
    } else if (life.beginDrain()) {
      part.draining().set(true);
      readOut();
    }
    return this;
  }

  private void readOut() {
    Running now = running.orElseThrow();
    now.source().drain();
    getContext().pipeToSelf(now.handedOn(), (all, never) -> new AllHandedOn(this));
  }

  /** What was settled meanwhile is noted before the node may end. */
  private Behavior<SourceLane.Command> onAllHandedOn(AllHandedOn all) {
    if (all.of() == this) {
      FollowSource source = running.orElseThrow().source();
      getContext()
          .pipeToSelf(
              CompletableFuture.runAsync(source::save, part.blocking()),
              (done, fault) -> new Saved(this));
    }
    return this;
  }

  private Behavior<SourceLane.Command> onSaved(Saved saved) {
    if (saved.of() == this) {
      tellDrained();
    }
    return this;
  }

  private void tellDrained() {
    life.drained();
    parent.tell(new SourceLane.Drained(part.name(), 0, 0));
  }

  private Behavior<SourceLane.Command> onGetStatus(SourceLane.GetStatus ask) {
    SourceTally.Reading took = part.tally().read();
    ask.replyTo()
        .tell(
            new SourceStatus(
                part.name(),
                "file",
                life.word(),
                "",
                running.map(r -> r.source().settings().files().paths()).orElse(List.of()),
                0,
                0,
                took.accepted(),
                Map.of(),
                SourceStatus.words(took.triggers()),
                running.map(r -> r.source().problem()).orElse(problem),
                running.map(r -> follow(r.source().counts())).orElse(Map.of()),
                Map.of()));
    return this;
  }

  private static Map<String, Long> follow(FollowCounts counts) {
    Map<String, Long> words = new LinkedHashMap<>();
    words.put("files", counts.files());
    words.put("open", counts.open());
    words.put("behind_bytes", counts.behindBytes());
    words.put("rotated", counts.rotated());
    words.put("truncated", counts.truncated());
    words.put("unread_bytes", counts.unreadBytes());
    return words;
  }
}
