package io.spillway.actors;

import io.spillway.streams.event.Names;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the rescue files: writes the lines that lanes bring, many groups with one fdatasync, closes
 * files by size, age, recovery and at the end, and answers for what there is. One per node, spawned
 * by the Supervisor on a thread of its own, restarted with backoff. The writer outlives a crash;
 * what was not answered is cut off and refused then, and lanes bring it again.
 */
public final class Rescue extends AbstractBehavior<Rescue.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Asked of the rescue store. */
  public sealed interface Command {}

  /** Lines to keep; a lane brings no more before it has the outcome. */
  record Keep(RescueGroup group, CompletableFuture<Outcome> outcome) implements Command {}

  /** A sink takes records again: its file is closed. */
  record SinkRecovered(String sink) implements Command {}

  /** How is it? */
  public record GetStatus(ActorRef<RescueStatus> replyTo) implements Command, AdminMessage {}

  /** Lanes have ended: make sure of all there is and close every file. */
  public record Close(ActorRef<RescueStatus> replyTo) implements Command, AdminMessage {}

  /** Deliver rescue files; answered with how it began, or why it did not. */
  public record StartReplay(ReplayRequest request, ActorRef<ReplayStatus> replyTo)
      implements Command, AdminMessage {}

  /** How is the replay, or how did the last one end? */
  public record GetReplay(ActorRef<ReplayStatus> replyTo) implements Command, AdminMessage {}

  /** What can be asked of a replay that is under way. */
  public enum ReplayVerb {
    PAUSE,
    RESUME,
    CANCEL
  }

  /** Change the replay; answered with how it is then. */
  public record ChangeReplay(ReplayVerb verb, ActorRef<ReplayStatus> replyTo)
      implements Command, AdminMessage {}

  private record ReplayEnded(ReplayStatus status) implements Command {}

  private record ReplayGone() implements Command {}

  private record Commit() implements Command {}

  private record Tick() implements Command {}

  /**
   * What the actor looks after.
   *
   * @param blocking where files that were found are counted
   * @param checkpoint how far a replay is
   * @param rescued the tally that replayed records leave
   * @param targets lanes by sink
   * @param names field names of the rules
   */
  public record Part(
      RescueDesk desk,
      RescueWriter writer,
      RescueFiles files,
      Executor blocking,
      Clock clock,
      ReplayCheckpoint checkpoint,
      RescueTally rescued,
      Map<String, ReplayTarget> targets,
      Names names) {}

  private final Part part;
  private final RescueRate rate = new RescueRate();
  private final ActorRef<Replay.Ended> replayEnded;
  private boolean commitPlanned;
  private @Nullable ActorRef<Replay.Command> replay;
  private ReplayStatus lastReplay = ReplayStatus.NONE;

  /** What the replay said at its end; it is gone soon after. */
  private @Nullable ReplayStatus replayEnd;

  private final List<ActorRef<ReplayStatus>> cancelling = new ArrayList<>();
  private @Nullable Close closing;

  /** Where it runs: it blocks. */
  public static DispatcherSelector dispatcher() {
    return DispatcherSelector.fromConfig("spillway-rescue-dispatcher");
  }

  public static Behavior<Command> create(Part part) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Tick(), TICK);
                  return new Rescue(context, part);
                }));
  }

  private Rescue(ActorContext<Command> context, Part part) {
    super(context);
    this.part = part;
    this.replayEnded =
        context.messageAdapter(Replay.Ended.class, ended -> new ReplayEnded(ended.status()));
    part.writer().breakOffAll();
    part.writer().tick();
    part.blocking().execute(this::countFound);
    part.desk().attach(context.getSelf());
  }

  /** On a blocking thread; a file that can't be read stays uncounted, and is tried by a restart. */
  private void countFound() {
    try {
      part.files().countFound();
    } catch (IOException e) {
      LOG.error("can't count the rescue files that were found: {}", e.toString());
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Keep.class, this::onKeep)
        .onMessage(Commit.class, commit -> onCommit())
        .onMessage(SinkRecovered.class, this::onSinkRecovered)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(StartReplay.class, this::onStartReplay)
        .onMessage(GetReplay.class, this::onGetReplay)
        .onMessage(ChangeReplay.class, this::onChangeReplay)
        .onMessage(ReplayEnded.class, ended -> onReplayEnded(ended.status()))
        .onMessage(ReplayGone.class, gone -> onReplayGone())
        .onMessage(GetStatus.class, this::onGetStatus)
        .onMessage(Close.class, this::onClose)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  /**
   * Writes now, and makes sure when all that waits in the mailbox is written too, or enough is: so
   * one fdatasync serves many lanes, and one lane alone waits for nobody.
   */
  private Behavior<Command> onKeep(Keep keep) {
    try {
      part.writer().write(keep.group(), keep.outcome()::complete);
    } catch (RuntimeException fault) { // the lane must hear of it; then this actor restarts
      keep.outcome().complete(Outcome.refused(Reason.NODE_ERROR, fault.toString()));
      throw fault;
    }
    rate.add(keep.group().length());
    if (part.writer().commitIsDue()) {
      part.writer().commit();
    } else if (!commitPlanned) {
      commitPlanned = true;
      getContext().getSelf().tell(new Commit());
    }
    return this;
  }

  private Behavior<Command> onCommit() {
    commitPlanned = false;
    part.writer().commit();
    return this;
  }

  private Behavior<Command> onSinkRecovered(SinkRecovered message) {
    part.writer().recovered(message.sink());
    return this;
  }

  private Behavior<Command> onTick() {
    part.writer().tick();
    rate.tick();
    return this;
  }

  private Behavior<Command> onGetStatus(GetStatus ask) {
    ask.replyTo().tell(status());
    return this;
  }

  private Behavior<Command> onStartReplay(StartReplay start) {
    if (replay != null) {
      start.replyTo().tell(ReplayStatus.ended("failed", "a replay is under way already"));
      return this;
    }
    ReplayPlan plan =
        ReplayPlan.of(start.request(), closed(), part.checkpoint(), part.targets().keySet());
    if (!plan.problem().isEmpty() || plan.files().isEmpty()) {
      String why = plan.problem().isEmpty() ? plan.nothing(status()) : plan.problem();
      start.replyTo().tell(ReplayStatus.ended("failed", why));
      return this;
    }
    plan.unknown().forEach(why -> LOG.warn("recover leaves out {}", why));
    ActorRef<Replay.Command> child =
        getContext()
            .spawnAnonymous(
                Replay.create(
                    new Replay.Part(
                        part.files(),
                        part.checkpoint(),
                        part.rescued(),
                        part.desk(),
                        part.targets(),
                        part.names()),
                    start.request(),
                    plan.files(),
                    replayEnded),
                dispatcher());
    replay = child;
    replayEnd = null;
    getContext().watchWith(child, new ReplayGone());
    child.tell(new Replay.GetStatus(start.replyTo()));
    return this;
  }

  private Behavior<Command> onGetReplay(GetReplay ask) {
    ActorRef<Replay.Command> child = replay;
    ReplayStatus ended = child == null ? lastReplay : replayEnd;
    if (child == null || ended != null) {
      ask.replyTo().tell(ended == null ? lastReplay : ended);
    } else {
      child.tell(new Replay.GetStatus(ask.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onChangeReplay(ChangeReplay change) {
    ActorRef<Replay.Command> child = replay;
    if (child == null || replayEnd != null) {
      change.replyTo().tell(ReplayStatus.ended("none", "no replay is under way"));
      return this;
    }
    switch (change.verb()) {
      case PAUSE -> child.tell(new Replay.Pause(change.replyTo()));
      case RESUME -> child.tell(new Replay.Resume(change.replyTo()));
      case CANCEL -> {
        cancelling.add(change.replyTo());
        child.tell(new Replay.End("cancelled"));
      }
    }
    return this;
  }

  private Behavior<Command> onReplayEnded(ReplayStatus status) {
    replayEnd = status;
    return this;
  }

  /** Whatever it had to say was said before. */
  private Behavior<Command> onReplayGone() {
    ReplayStatus said = replayEnd;
    lastReplay = said == null ? ReplayStatus.ended("failed", "the replay broke off") : said;
    replay = null;
    LOG.info(
        "replay ended state={} replayed={} rejected={} detail=\"{}\"",
        lastReplay.state(),
        lastReplay.replayed(),
        lastReplay.rejected(),
        lastReplay.detail());
    cancelling.forEach(waiting -> waiting.tell(lastReplay));
    cancelling.clear();
    Close waiting = closing;
    closing = null;
    return waiting == null ? this : onClose(waiting);
  }

  /** A replay ends first, at its checkpoint. */
  private Behavior<Command> onClose(Close close) {
    ActorRef<Replay.Command> child = replay;
    if (child != null) {
      closing = close;
      child.tell(new Replay.End("stopped"));
      return this;
    }
    part.writer().closeAll();
    part.writer().tick();
    close.replyTo().tell(status());
    return this;
  }

  private Behavior<Command> onPostStop() {
    part.writer().closeAll();
    return this;
  }

  private RescueStatus status() {
    List<RescueStatus.File> files = new ArrayList<>();
    LocalDateTime oldest = null;
    for (RescueFiles.Dat dat : closed()) {
      files.add(file(dat.path().toString(), dat.name(), dat.place(), dat.records(), dat.bytes()));
      boolean older = oldest == null || dat.name().time().isBefore(oldest);
      oldest = older && dat.place() == Place.RESCUED ? dat.name().time() : oldest;
    }
    for (RescueWriter.Live live : part.writer().live()) {
      String path =
          part.writer().path(live.place()).resolve(live.name().in(RescueName.Form.LOCK)).toString();
      files.add(
          new RescueStatus.File(
              path, live.name().sink(), word(live.place()), "open", live.records(), live.bytes()));
      oldest =
          oldest == null && live.place() == Place.RESCUED && live.records() > 0
              ? live.name().time()
              : oldest;
    }
    long bytesLeft = part.writer().bytesLeft();
    return new RescueStatus(
        part.writer().path(Place.RESCUED).toString(),
        part.writer().full(),
        part.writer().bytes(),
        bytesLeft,
        oldest == null
            ? -1
            : Math.max(
                0, part.clock().instant().getEpochSecond() - oldest.toEpochSecond(ZoneOffset.UTC)),
        rate.perSecond() == 0 ? -1 : (long) (bytesLeft / rate.perSecond()),
        List.copyOf(files));
  }

  private List<RescueFiles.Dat> closed() {
    try {
      return part.files().closed();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list the rescue folder", e);
    }
  }

  private static RescueStatus.File file(
      String path, RescueName name, Place place, long records, long bytes) {
    return new RescueStatus.File(path, name.sink(), word(place), "closed", records, bytes);
  }

  private static String word(Place place) {
    return place.name().toLowerCase(Locale.ROOT);
  }
}
