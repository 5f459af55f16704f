package io.spillway.actors;

import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Intake;
import io.spillway.streams.source.file.FileRead;
import io.spillway.streams.source.file.FileReading;
import io.spillway.streams.source.file.FileSource;
import io.spillway.streams.source.file.FoundFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source lane of a file source in batch mode: reads every file there is to its end, some at a
 * time, one reader each, and has finished then. Spawned by the Supervisor, restarted with backoff;
 * readers and what they have read live in the {@link Part}, so that a restart reads nothing twice.
 */
public final class FileLane extends AbstractBehavior<SourceLane.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.source");

  /** Files read side by side; each holds a chunk or two. */
  private static final int FILES_AT_ONCE = 8;

  private record FileEnded(Path path, FileRead read) implements SourceLane.Internal {}

  private record StreamFailed(Path path, Throwable fault) implements SourceLane.Internal {}

  /**
   * What the lane runs.
   *
   * @param begun readers that have been started, for an actor that comes after a crash
   * @param draining whether the node drains, likewise
   */
  public record Part(
      String name,
      FileSource source,
      Intake intake,
      SourceTally tally,
      Map<Path, Begun> begun,
      AtomicBoolean draining) {
    public Part(String name, FileSource source, Intake intake, SourceTally tally) {
      this(name, source, intake, tally, new ConcurrentHashMap<>(), new AtomicBoolean());
    }
  }

  /** A reader and the end of its stream. */
  public record Begun(FileReading reading, CompletionStage<Done> routed) {}

  private final Part part;
  private final ActorRef<SourceLane.Event> parent;
  private final SourceLife life;
  private final Queue<Path> waiting = new ArrayDeque<>();
  private final Set<Path> active = new HashSet<>();
  private final List<String> paths = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  public static Behavior<SourceLane.Command> create(Part part, ActorRef<SourceLane.Event> parent) {
    return Behaviors.setup(context -> new FileLane(context, part, parent));
  }

  private FileLane(
      ActorContext<SourceLane.Command> context, Part part, ActorRef<SourceLane.Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    this.life = new SourceLife(part.name(), part.intake(), part.draining().get());
    FoundFiles found = part.source().find();
    found.problems().forEach(this::problem);
    waiting.addAll(found.files());
    found.files().forEach(path -> paths.add(path.toString()));
    LOG.info("source={} reads files={}", part.name(), paths.size());
    life.started();
    part.begun().keySet().forEach(this::readOn);
    parent.tell(new SourceLane.Started(part.name(), ""));
    next();
  }

  /** A reader that was begun before a crash. */
  private void readOn(Path path) {
    waiting.remove(path);
    read(path);
  }

  private void problem(String problem) {
    LOG.error("source={} {}", part.name(), problem);
    problems.add(problem);
  }

  private void next() {
    while (active.size() < FILES_AT_ONCE && !waiting.isEmpty() && life.isRunning()) {
      read(waiting.remove());
    }
    if (active.isEmpty() && (waiting.isEmpty() || life.isDraining())) {
      end();
    }
  }

  private void read(Path path) {
    active.add(path);
    Begun begun = part.begun().computeIfAbsent(path, this::begin);
    CompletionStage<FileRead> read = begun.routed().thenCompose(done -> begun.reading().finished());
    getContext().pipeToSelf(read, (end, fault) -> ended(path, end, fault));
  }

  private Begun begin(Path path) {
    FileReading reading = part.source().reading(path);
    CompletionStage<Done> routed =
        reading
            .batches()
            .via(part.intake().flow())
            .runWith(
                Sink.ignore(), SystemMaterializer.get(getContext().getSystem()).materializer());
    return new Begun(reading, routed);
  }

  private static SourceLane.Command ended(
      Path path, @Nullable FileRead read, @Nullable Throwable fault) {
    return read != null
        ? new FileEnded(path, read)
        : new StreamFailed(path, fault == null ? new IllegalStateException("no end") : fault);
  }

  @Override
  public Receive<SourceLane.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FileEnded.class, this::onFileEnded)
        .onMessage(StreamFailed.class, this::onStreamFailed)
        .onMessage(SourceLane.Pause.class, this::onPause)
        .onMessage(SourceLane.Resume.class, this::onResume)
        .onMessage(SourceLane.Drain.class, drain -> onDrain())
        .onMessage(SourceLane.Expire.class, expire -> this)
        .onMessage(SourceLane.GetStatus.class, this::onGetStatus)
        .build();
  }

  private Behavior<SourceLane.Command> onFileEnded(FileEnded end) {
    if (active.remove(end.path())) {
      end.read().problem().ifPresent(problem -> problems.add(end.path() + ": " + problem));
      next();
    }
    return this;
  }

  private Behavior<SourceLane.Command> onStreamFailed(StreamFailed failed) {
    if (active.remove(failed.path())) {
      problem(failed.path() + ": " + failed.fault());
      next();
    }
    return this;
  }

  /** Told once the last reader has ended, whether by itself or by a drain. */
  private void end() {
    if (life.isDraining()) {
      life.drained();
      parent.tell(new SourceLane.Drained(part.name(), 0, 0));
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
    if (life.resume(resume)) {
      next();
    }
    return this;
  }

  private Behavior<SourceLane.Command> onDrain() {
    if (life.isDrained()) {
      parent.tell(new SourceLane.Drained(part.name(), 0, 0));
    }
    if (!life.beginDrain()) {
      return this;
    }
    part.draining().set(true);
    active.forEach(
        path -> {
          Begun begun = part.begun().get(path);
          if (begun != null) {
            begun.reading().drain();
          }
        });
    if (active.isEmpty()) {
      end();
    }
    return this;
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
                List.copyOf(paths),
                active.size(),
                paths.size(),
                took.accepted(),
                Map.of(),
                SourceStatus.words(took.triggers()),
                String.join("; ", problems)));
    return this;
  }
}
