package io.spillway.actors;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.flow.Share;
import io.spillway.streams.rescue.RecordFilter;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.ReplayReader.Chunk;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.ReplayWitness;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.sink.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay: reads rescue files, delivers their records through the lanes of their sinks, notes
 * how far it is after every chunk, and deletes each file when all of it is done. A sink that does
 * not take records holds it at its checkpoint; nothing goes back to rescue. Spawned by Rescue on a
 * thread of its own; a crash ends the replay, the next one goes on at the checkpoint and repeats at
 * most the chunk under way.
 */
final class Replay extends AbstractBehavior<Replay.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** So often a sink may put off all records before an unattended replay passes it over. */
  private static final int TRIES_UNATTENDED = 6;

  /** Shorter waits than a timer's own step are none. */
  private static final long SHORTEST_WAIT_NANOS = 1_000_000;

  /** Asked of a replay. */
  sealed interface Command {}

  record GetStatus(ActorRef<ReplayStatus> replyTo) implements Command {}

  record Pause(ActorRef<ReplayStatus> replyTo) implements Command {}

  record Resume(ActorRef<ReplayStatus> replyTo) implements Command {}

  /** End at the checkpoint, as soon as nothing is under way. */
  record End(String state) implements Command {}

  private record Next() implements Command {}

  private record Answered(@Nullable Answer answer, @Nullable Throwable fault) implements Command {}

  private record Kept(@Nullable Outcome outcome) implements Command {}

  /**
   * A file was split.
   *
   * @param match the file of the records that are meant, null if there are none
   * @param goesOn whether that one is the next to be delivered
   */
  private record Split(
      RescueFiles.Dat of,
      RescueFiles.@Nullable Dat match,
      boolean goesOn,
      @Nullable Throwable fault)
      implements Command {}

  /** It has ended; told to the parent. */
  record Ended(ReplayStatus status) {}

  /**
   * What a replay works with.
   *
   * @param targets lanes by sink, which come and go
   * @param blocking where files are split, which may take longer than whoever asks waits
   */
  record Part(
      RescueFiles files,
      ReplayCheckpoint checkpoint,
      RescueStore store,
      Map<String, ReplayTarget> targets,
      Executor blocking) {}

  private final Part part;
  private final ReplayRequest request;
  private final ActorRef<Ended> parent;
  private final TimerScheduler<Command> timers;
  private final Queue<RescueFiles.Dat> left;
  private final ReplayPace pace;
  private final long begunNanos = System.nanoTime();
  private long records;
  private @Nullable ReplayFile file;

  /** Half done, and not to go on now. */
  private RescueFiles.@Nullable Dat setDown;

  /** Files that were opened. */
  private int opened;

  /** Answers in a row that brought nothing on. */
  private int stuck;

  private String passedOver = "";

  /** What it says when its filter leaves nothing of any file. */
  private final String noneMeant;

  /** Of the delivery under way or the last one. */
  private @Nullable ReplayWitness witness;

  /** Rejects that are not yet in their file. */
  private @Nullable RescueGroup refused;

  private long replayed;
  private long rejected;
  private boolean paused;
  private boolean busy;
  private String waitsFor = "";
  private @Nullable End end;

  /**
   * Begins.
   *
   * @param replyTo told how, before anything is done
   */
  static Behavior<Command> create(
      Part part,
      ReplayRequest request,
      ReplayPlan plan,
      ActorRef<Ended> parent,
      ActorRef<ReplayStatus> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Replay replay = new Replay(context, timers, part, request, plan, parent);
                  replay.answer(replyTo);
                  context.getSelf().tell(new Next());
                  return replay;
                }));
  }

  private Replay(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Part part,
      ReplayRequest request,
      ReplayPlan plan,
      ActorRef<Ended> parent) {
    super(context);
    this.part = part;
    this.pace = new ReplayPace(request.speedLimit(), begunNanos);
    this.parent = parent;
    this.timers = timers;
    this.request = request;
    this.setDown = plan.setDown().orElse(null);
    this.noneMeant = plan.noneMeant();
    List<RescueFiles.Dat> files = plan.files();
    this.left = new ArrayDeque<>(files);
    int most = request.most() == 0 ? files.size() : Math.min(request.most(), files.size());
    this.records = files.subList(0, most).stream().mapToLong(RescueFiles.Dat::records).sum();
    LOG.info("recover begin files={} records={}", files.size(), records);
    files.forEach(one -> LOG.info("recover file: {}", one.path()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Next.class, next -> onNext())
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Kept.class, this::onKept)
        .onMessage(Split.class, this::onSplit)
        .onMessage(GetStatus.class, ask -> answer(ask.replyTo()))
        .onMessage(Pause.class, this::onPause)
        .onMessage(Resume.class, this::onResume)
        .onMessage(End.class, this::onEnd)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onNext() {
    if (busy || paused) {
      return this;
    }
    End asked = end;
    if (asked != null) {
      return ended(asked.state(), "");
    }
    try {
      return step();
    } catch (IOException e) { // named boundary: the file or the checkpoint can't be used
      return failed(e);
    }
  }

  private Behavior<Command> failed(Throwable why) {
    LOG.error("recover failed file={} detail=\"{}\"", path(), why.toString());
    return ended("failed", why.toString());
  }

  private Behavior<Command> step() throws IOException {
    RescueGroup again = refused;
    ReplayFile at = file;
    if (again != null) {
      keep(again);
    } else if (at == null) {
      return openNext();
    } else if (at.underWay()) {
      deliver(at);
    } else {
      read(at);
      next();
    }
    return this;
  }

  private void next() {
    getContext().getSelf().tell(new Next());
  }

  private void read(ReplayFile at) throws IOException {
    Chunk read = at.read(pace.mostAtOnce(System.nanoTime()));
    if (read.isEnd()) {
      finishFile(at);
    } else if (read.records() == 0) {
      part.checkpoint().write(at.position(read.endOffset()));
    }
  }

  private Behavior<Command> openNext() throws IOException {
    RescueFiles.Dat half = setDown;
    if (half != null) { // what is left of it becomes a file of its own, which has no checkpoint
      setDown = null;
      split(half, RecordFilter.ANY, false);
      return this;
    }
    RescueFiles.Dat next = request.most() > 0 && opened == request.most() ? null : left.poll();
    if (next == null) {
      return opened == 0 && !request.filter().everything()
          ? ended("failed", noneMeant)
          : ended(passedOver.isEmpty() ? "done" : "stopped", passedOver);
    }
    if (request.filter().everything()) {
      open(next);
      next();
    } else {
      split(next, request.filter(), true);
    }
    return this;
  }

  private void open(RescueFiles.Dat dat) throws IOException {
    opened++;
    Position from = from(dat);
    LOG.info("recover begin! file : {} offset={}", dat.path(), from.offset());
    file = new ReplayFile(dat, from);
    part.checkpoint().write(from);
  }

  private Position from(RescueFiles.Dat dat) {
    return part.checkpoint()
        .position()
        .filter(at -> at.file().equals(dat.key()))
        .orElse(new Position(dat.key(), 0, 0));
  }

  private void split(RescueFiles.Dat of, RecordFilter filter, boolean goesOn) {
    busy = true;
    long offset = from(of).offset();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> splitNow(of, offset, filter), part.blocking()),
            (match, fault) ->
                new Split(of, fault == null ? match.orElse(null) : null, goesOn, fault));
  }

  private Optional<RescueFiles.Dat> splitNow(RescueFiles.Dat of, long offset, RecordFilter filter) {
    try {
      return part.files().split(of, offset, filter);
    } catch (IOException e) {
      throw new UncheckedIOException(of.path() + " can't be split: " + e, e);
    }
  }

  private Behavior<Command> onSplit(Split split) {
    busy = false;
    RescueFiles.Dat match = split.match();
    Throwable fault = split.fault();
    if (fault != null) {
      return failed(fault);
    }
    try {
      part.checkpoint().clear();
      if (split.goesOn()) {
        records -= split.of().records() - (match == null ? 0 : match.records());
        if (match != null) {
          open(match);
        }
      }
    } catch (IOException e) { // named boundary, as above
      return failed(e);
    }
    next();
    return this;
  }

  private void finishFile(ReplayFile done) throws IOException {
    done.close();
    file = null;
    CrashPoint.REPLAY_FILE_DONE.pass();
    part.files().finish(done.dat());
    CrashPoint.REPLAY_FILE_REMOVED.pass();
    part.checkpoint().clear();
    LOG.info(
        "recover end! clean file : {} records={} bad_lines={} empty_lines={}",
        done.dat().path(),
        done.records(),
        done.badLines(),
        done.emptyLines());
  }

  private void deliver(ReplayFile from) throws IOException {
    String sink = request.to().isEmpty() ? from.dat().name().sink() : request.to();
    ReplayTarget target = part.targets().get(sink);
    if (target == null) { // a reload took it away, and may bring it back
      waitsFor = ReplayTarget.noSink(sink, part.targets().keySet());
      tryAgain(from);
      return;
    }
    busy = true;
    List<Share> shares = from.toDeliver();
    ReplayWitness watching = from.witness(part.checkpoint());
    witness = watching;
    getContext().pipeToSelf(target.replay(shares, watching), Answered::new);
  }

  private Behavior<Command> onAnswered(Answered message) {
    busy = false;
    Answer answer = message.answer();
    ReplayFile from = file;
    if (answer == null || from == null) {
      LOG.error("recover failed: a lane broke off", message.fault());
      return ended("failed", "a lane broke off: " + message.fault());
    }
    RescueGroup group = from.answered(answer);
    waitsFor = from.waitsFor();
    refused = group;
    if (group == null) {
      return goOn(from);
    }
    keep(group);
    return this;
  }

  /** Rejects are in their file before the chunk goes on; tried again until they are. */
  private void keep(RescueGroup group) {
    busy = true;
    getContext().pipeToSelf(part.store().keep(group), (outcome, fault) -> new Kept(outcome));
  }

  private Behavior<Command> onKept(Kept kept) {
    busy = false;
    Outcome outcome = kept.outcome();
    ReplayFile from = Objects.requireNonNull(file);
    if (outcome != null && outcome.kept()) {
      from.kept();
      refused = null;
      return goOn(from);
    }
    waitsFor = outcome == null ? "the rescue store" : outcome.reason() + ": " + outcome.detail();
    try {
      tryAgain(from);
    } catch (IOException e) { // named boundary, as above
      return failed(e);
    }
    return this;
  }

  private Behavior<Command> goOn(ReplayFile from) {
    try {
      afterAnswer(from);
      return this;
    } catch (IOException e) { // named boundary, as above
      return failed(e);
    }
  }

  private void afterAnswer(ReplayFile from) throws IOException {
    if (witness != null) {
      witness.check();
    }
    if (!from.chunkDone()) {
      if (from.moved()) {
        stuck = 0;
        next();
      } else {
        tryAgain(from);
      }
      return;
    }
    stuck = 0;
    ReplayFile.Done done = from.endChunk();
    account(from, done); // it is so even if writing it down fails
    if (!part.checkpoint().position().equals(Optional.of(done.end()))) {
      part.checkpoint().write(done.end());
    }
    pace(done.delivered() + done.rejected());
  }

  /** Soon; but if nobody waits for it the files of other sinks have their turn some time. */
  private void tryAgain(ReplayFile from) throws IOException {
    stuck++;
    if (request.byItself() && stuck >= TRIES_UNATTENDED) {
      passOver(from);
    } else {
      timers.startSingleTimer(new Next(), AGAIN);
    }
  }

  /** Its sink does not take its records now; those of others need not wait for it. */
  private void passOver(ReplayFile from) throws IOException {
    String sink = from.dat().name().sink();
    passedOver = "sink " + sink + " does not take its records: " + waitsFor;
    LOG.info("recover waits for sink={} detail=\"{}\"", sink, waitsFor);
    left.removeIf(dat -> dat.name().sink().equals(sink));
    breakOff();
    from.close();
    file = null;
    refused = null;
    waitsFor = "";
    stuck = 0;
    if (!left.isEmpty() && from(from.dat()).offset() > 0) {
      setDown = from.dat();
    }
    next();
  }

  private void account(ReplayFile from, ReplayFile.Done done) {
    part.files().left(from.dat(), done.delivered(), done.rejected());
    replayed += done.delivered();
    rejected += done.rejected();
  }

  /** Goes on at once, or when the limit allows. */
  private void pace(int delivered) {
    long wait = pace.waitNanos(delivered, System.nanoTime());
    if (wait > SHORTEST_WAIT_NANOS) {
      timers.startSingleTimer(new Next(), Duration.ofNanos(wait));
    } else {
      next();
    }
  }

  private Behavior<Command> answer(ActorRef<ReplayStatus> to) {
    to.tell(status(paused ? "paused" : waitsFor.isEmpty() ? "running" : "waiting", waitsFor));
    return this;
  }

  private Behavior<Command> onPause(Pause pause) {
    paused = true;
    return answer(pause.replyTo());
  }

  private Behavior<Command> onResume(Resume resume) {
    paused = false;
    next();
    return answer(resume.replyTo());
  }

  private Behavior<Command> onEnd(End asked) {
    end = asked;
    paused = false;
    next();
    return this;
  }

  private String path() {
    ReplayFile at = file;
    return at == null ? "" : at.dat().path().toString();
  }

  private ReplayStatus status(String state, String detail) {
    double seconds = Math.max(0.001, (System.nanoTime() - begunNanos) / 1e9);
    long perSecond = Math.round((replayed + rejected) / seconds);
    return new ReplayStatus(
        state,
        detail,
        path(),
        left.size() + (file == null ? 0 : 1),
        records,
        replayed,
        rejected,
        perSecond,
        perSecond == 0 ? -1 : (records - replayed - rejected) / perSecond);
  }

  private Behavior<Command> ended(String state, String detail) {
    breakOff();
    LOG.info("recover end state={} records={} rejected={}", state, replayed, rejected);
    parent.tell(new Ended(status(state, detail)));
    return Behaviors.stopped();
  }

  /** What of the chunk under way is at its sink for good counts, and is not delivered again. */
  private void breakOff() {
    ReplayFile from = file;
    if (from != null && from.underWay()) {
      note(from);
      part.checkpoint().position().ifPresent(at -> account(from, from.breakOff(at)));
    }
  }

  private void note(ReplayFile from) {
    Position done = from.doneNow();
    long noted = part.checkpoint().position().map(Position::records).orElse(0L);
    if (done.records() > noted) {
      try {
        part.checkpoint().write(done);
      } catch (IOException e) { // named boundary: the next replay repeats some
        LOG.warn("recover can't note its place file={} detail=\"{}\"", path(), e.toString());
      }
    }
  }

  private Behavior<Command> onPostStop() throws IOException {
    breakOff();
    ReplayFile open = file;
    if (open != null) {
      open.close();
    }
    return this;
  }
}
