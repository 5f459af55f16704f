package io.spillway.actors;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

  /** Asked by people; the Supervisor takes it too, and passes it on. */
  public sealed interface Asked extends Command, Supervisor.Command, AdminMessage {}

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
      implements Asked {}

  /** What would a replay do? Nothing is changed. */
  public record PlanReplay(ReplayRequest request, ActorRef<ReplayOutlook> replyTo)
      implements Asked {}

  /** How is the replay, or how did the last one end? */
  public record GetReplay(ActorRef<ReplayStatus> replyTo) implements Asked {}

  /** What can be asked of a replay that is under way. */
  public enum ReplayVerb {
    PAUSE,
    RESUME,
    CANCEL
  }

  /** Change the replay; answered with how it is then. */
  public record ChangeReplay(ReplayVerb verb, ActorRef<ReplayStatus> replyTo) implements Asked {}

  /** Delete a closed file with all its records; answered when it is gone, or why it is not. */
  public record Discard(String file, ActorRef<Acknowledged> replyTo) implements Asked {}

  /** Take records that a command brings; answered with who takes their bytes. */
  public record BeginImport(ImportRequest request, ActorRef<Importer.Begun> replyTo)
      implements Asked {}

  /** Where is this file, by the name that the status has? */
  public record FindFile(String file, ActorRef<Found> replyTo) implements Asked {}

  /**
   * Answer to {@link FindFile}.
   *
   * @param path empty if there is none
   * @param detail why
   */
  public record Found(String path, String detail) implements AdminMessage {}

  private record ImportWhole(Importer.Whole whole) implements Command {}

  private record ImportGone() implements Command {}

  private record ReplayEnded(ReplayStatus status) implements Command {}

  private record ReplayGone() implements Command {}

  private record Commit() implements Command {}

  private record Tick() implements Command {}

  private record Scan() implements Command {}

  private record Counted(@Nullable Throwable fault) implements Command {}

  /**
   * What the actor looks after.
   *
   * @param blocking where files that were found are counted
   * @param checkpoint how far a replay is
   * @param scanInterval how often files are looked for: new ones, and those that come back by
   *     themselves
   * @param targets lanes by sink
   * @param node its name
   */
  public record Part(
      RescueDesk desk,
      RescueWriter writer,
      RescueFiles files,
      Executor blocking,
      Clock clock,
      ReplayCheckpoint checkpoint,
      Duration scanInterval,
      Map<String, ReplayTarget> targets,
      String node) {}

  private final Part part;
  private final RescueReport report;
  private final Replays replays;
  private final Imports imports;
  private boolean commitPlanned;
  private boolean counting;
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
                  timers.startTimerWithFixedDelay(new Scan(), part.scanInterval());
                  return new Rescue(context, part);
                }));
  }

  private Rescue(ActorContext<Command> context, Part part) {
    super(context);
    this.part = part;
    this.report = new RescueReport(part);
    this.replays =
        new Replays(
            part,
            report,
            context,
            context.messageAdapter(Replay.Ended.class, ended -> new ReplayEnded(ended.status())),
            new ReplayGone());
    this.imports =
        new Imports(
            part,
            context,
            context.messageAdapter(Importer.Whole.class, ImportWhole::new),
            new ImportGone());
    part.writer().breakOffAll();
    part.writer().tick();
    count();
    part.desk().attach(context.getSelf());
  }

  /** Files that somebody put there; one at a time, on a blocking thread. */
  private void count() {
    if (counting) {
      return;
    }
    try {
      List<RescueFiles.Dat> found = part.files().uncounted();
      if (!found.isEmpty()) {
        counting = true;
        getContext()
            .pipeToSelf(
                CompletableFuture.runAsync(() -> part.files().count(found), part.blocking()),
                (done, fault) -> new Counted(fault));
      }
    } catch (IOException e) { // named boundary: the next look may do better
      report.unlisted(e);
    }
  }

  private Behavior<Command> onCounted(Counted counted) {
    counting = false;
    Throwable fault = counted.fault();
    if (fault != null) {
      LOG.error("rescue broke off counting files", fault);
    }
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Keep.class, this::onKeep)
        .onMessage(Commit.class, commit -> onCommit())
        .onMessage(SinkRecovered.class, this::onSinkRecovered)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Scan.class, scan -> onScan())
        .onMessage(Counted.class, this::onCounted)
        .onMessage(StartReplay.class, this::onStartReplay)
        .onMessage(PlanReplay.class, this::onPlanReplay)
        .onMessage(GetReplay.class, this::onGetReplay)
        .onMessage(ChangeReplay.class, this::onChangeReplay)
        .onMessage(Discard.class, this::onDiscard)
        .onMessage(BeginImport.class, this::onBeginImport)
        .onMessage(ImportWhole.class, this::onImportWhole)
        .onMessage(ImportGone.class, gone -> onImportGone())
        .onMessage(FindFile.class, this::onFindFile)
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
    report.rescued(keep.group().length());
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
    replays.recovered(message.sink());
    return this;
  }

  private Behavior<Command> onTick() {
    part.writer().tick();
    report.tick();
    return this;
  }

  private Behavior<Command> onScan() {
    if (closing == null) {
      count();
      replays.byThemselves();
    }
    return this;
  }

  private Behavior<Command> onGetStatus(GetStatus ask) {
    ask.replyTo().tell(report.status());
    return this;
  }

  private Behavior<Command> onStartReplay(StartReplay start) {
    replays.start(start.request(), start.replyTo());
    return this;
  }

  private Behavior<Command> onPlanReplay(PlanReplay ask) {
    replays.plan(ask.request(), ask.replyTo());
    return this;
  }

  private Behavior<Command> onGetReplay(GetReplay ask) {
    replays.answer(ask.replyTo());
    return this;
  }

  private Behavior<Command> onChangeReplay(ChangeReplay change) {
    replays.change(change.verb(), change.replyTo());
    return this;
  }

  private Behavior<Command> onDiscard(Discard ask) {
    ask.replyTo()
        .tell(
            replays.underWay()
                ? RescueDiscard.refused(
                    ask.file(), "a replay is under way; end it first: spillway replay cancel")
                : RescueDiscard.of(ask.file(), part.files(), part.checkpoint()));
    return this;
  }

  private Behavior<Command> onBeginImport(BeginImport begin) {
    imports.begin(begin.request(), begin.replyTo());
    return this;
  }

  private Behavior<Command> onImportWhole(ImportWhole made) {
    imports.whole(made.whole());
    return this;
  }

  private Behavior<Command> onImportGone() {
    imports.gone();
    return this;
  }

  private Behavior<Command> onFindFile(FindFile ask) {
    ask.replyTo().tell(report.find(ask.file()));
    return this;
  }

  private Behavior<Command> onReplayEnded(ReplayStatus status) {
    replays.ended(status);
    return this;
  }

  private Behavior<Command> onReplayGone() {
    replays.gone();
    Close waiting = closing;
    closing = null;
    return waiting == null ? this : onClose(waiting);
  }

  /** A replay ends first, at its checkpoint. */
  private Behavior<Command> onClose(Close close) {
    imports.close();
    if (replays.end("stopped")) {
      closing = close;
      return this;
    }
    part.writer().closeAll();
    CrashPoint.DRAIN_RESCUE.pass();
    part.writer().tick();
    close.replyTo().tell(report.status());
    return this;
  }

  private Behavior<Command> onPostStop() {
    part.writer().closeAll();
    return this;
  }
}
