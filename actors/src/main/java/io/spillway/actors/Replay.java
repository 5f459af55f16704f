package io.spillway.actors;

import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.ReplayReader;
import io.spillway.streams.rescue.ReplayReader.Chunk;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.sink.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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

  /** It has ended; told to the parent. */
  record Ended(ReplayStatus status) {}

  /**
   * What a replay works with.
   *
   * @param targets lanes by sink
   * @param names field names of the rules
   */
  record Part(
      RescueFiles files,
      ReplayCheckpoint checkpoint,
      RescueTally rescued,
      RescueStore store,
      Map<String, ReplayTarget> targets,
      Names names) {}

  private final Part part;
  private final ReplayRequest request;
  private final ActorRef<Ended> parent;
  private final TimerScheduler<Command> timers;
  private final Queue<RescueFiles.Dat> left;
  private final RescueLine line = new RescueLine();
  private final long begunNanos = System.nanoTime();
  private final long records;
  private RescueFiles.@Nullable Dat file;
  private @Nullable ReplayReader reader;
  private @Nullable Chunk chunk;

  /** Records of the chunk that are still to be delivered. */
  private BitSet open = new BitSet();

  private long recordsOfFile;
  private int rejectedOfChunk;

  /** Rejects that are not yet in their file. */
  private @Nullable RescueGroup refused;

  private long replayed;
  private long rejected;
  private boolean paused;
  private boolean busy;
  private String waitsFor = "";
  private @Nullable End end;

  static Behavior<Command> create(
      Part part, ReplayRequest request, List<RescueFiles.Dat> files, ActorRef<Ended> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Replay(context, timers, part, request, files, parent)));
  }

  private Replay(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Part part,
      ReplayRequest request,
      List<RescueFiles.Dat> files,
      ActorRef<Ended> parent) {
    super(context);
    this.part = part;
    this.request = request;
    this.parent = parent;
    this.timers = timers;
    this.left = new ArrayDeque<>(files);
    this.records = files.stream().mapToLong(RescueFiles.Dat::records).sum();
    LOG.info("recover begin files={} records={}", files.size(), records);
    files.forEach(one -> LOG.info("recover file: {}", one.path()));
    context.getSelf().tell(new Next());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Next.class, next -> onNext())
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Kept.class, this::onKept)
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
      LOG.error(
          "recover failed file={} detail=\"{}\"", file == null ? "" : file.path(), e.toString());
      return ended("failed", e.toString());
    }
  }

  private Behavior<Command> step() throws IOException {
    RescueGroup again = refused;
    if (again != null) {
      keep(again);
      return this;
    }
    if (chunk != null) {
      deliver(chunk);
      return this;
    }
    ReplayReader open = reader;
    RescueFiles.Dat dat = file;
    if (open == null || dat == null) {
      return openNext();
    }
    Chunk read = open.next(mostAtOnce());
    if (read.isEnd()) {
      finishFile(dat, open);
    } else if (read.records() == 0) {
      note(dat, read);
    } else {
      chunk = read;
      this.open = new BitSet();
      this.open.set(0, read.records());
      rejectedOfChunk = 0;
    }
    getContext().getSelf().tell(new Next());
    return this;
  }

  /** With a limit, few enough to keep to it. */
  private int mostAtOnce() {
    long tenth = request.speedLimit() == 0 ? Integer.MAX_VALUE : request.speedLimit() / 10;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, tenth));
  }

  private Behavior<Command> openNext() throws IOException {
    RescueFiles.Dat next = left.poll();
    if (next == null) {
      LOG.info("recover end records={} rejected={}", replayed, rejected);
      return ended("done", "");
    }
    String name = String.valueOf(next.path().getFileName());
    Position from =
        part.checkpoint()
            .position()
            .filter(at -> at.file().equals(name))
            .orElse(new Position(name, 0, 0));
    LOG.info("recover begin! file : {} offset={}", next.path(), from.offset());
    file = next;
    recordsOfFile = from.records();
    reader = new ReplayReader(next.path(), from.offset(), part.names());
    part.checkpoint().write(from);
    getContext().getSelf().tell(new Next());
    return this;
  }

  private void finishFile(RescueFiles.Dat dat, ReplayReader read) throws IOException {
    read.close();
    reader = null;
    file = null;
    part.files().finish(dat);
    part.checkpoint().clear();
    LOG.info("recover end! clean file : {} records={}", dat.path(), recordsOfFile);
  }

  private void deliver(Chunk all) {
    RescueFiles.Dat dat = file;
    ReplayTarget target = dat == null ? null : part.targets().get(dat.name().sink());
    if (target == null) {
      throw new IllegalStateException("a file of an unknown sink was not left out: " + dat);
    }
    busy = true;
    getContext().pipeToSelf(target.replay(stillOpen(all)), Answered::new);
  }

  /** The chunk's shares, cut to the records that are still to be delivered. */
  private List<Share> stillOpen(Chunk all) {
    if (open.cardinality() == all.records()) {
      return all.shares();
    }
    List<Share> shares = new ArrayList<>();
    int first = 0;
    for (Share share : all.shares()) {
      int from = first;
      int[] selected = open.get(from, from + share.count()).stream().map(share::record).toArray();
      if (selected.length > 0) {
        shares.add(new Share(share.events(), share.kind(), selected));
      }
      first += share.count();
    }
    return shares;
  }

  private Behavior<Command> onAnswered(Answered message) throws IOException {
    busy = false;
    Answer answer = message.answer();
    Chunk all = chunk;
    ReplayReader read = reader;
    if (answer == null || all == null || read == null) {
      LOG.error("recover failed: a lane broke off", message.fault());
      return ended("failed", "a lane broke off: " + message.fault());
    }
    int[] sent = open.stream().toArray();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int refusals = 0;
    int at = 0;
    waitsFor = "";
    for (Answer.Run run : answer.runs()) {
      for (int i = 0; i < run.count(); i++, at++) {
        switch (run.verdict()) {
          case DELIVERED -> open.clear(sent[at]);
          case REJECTED -> {
            lines.writeBytes(rejected(read, all, sent[at], run));
            refusals++;
            open.clear(sent[at]);
          }
          case RETRY -> waitsFor = run.reason() + ": " + run.detail();
        }
      }
    }
    if (refusals > 0) {
      String sink = file == null ? "" : file.name().sink();
      RescueGroup group =
          new RescueGroup(sink, lines.toByteArray(), lines.size(), refusals, Place.REJECTED, false);
      refused = group;
      keep(group);
    } else {
      afterAnswer();
    }
    return this;
  }

  private byte[] rejected(ReplayReader read, Chunk all, int record, Answer.Run run) {
    if (!line.read(read.bytes(), all.lines()[2 * record], all.lines()[2 * record + 1])) {
      throw new IllegalStateException("a line that was read can't be read: " + line.problem());
    }
    return line.answered(run.reason(), line.attempt() + 1, run.detail());
  }

  /** Rejects are in their file before the chunk goes on; tried again until they are. */
  private void keep(RescueGroup group) {
    busy = true;
    getContext().pipeToSelf(part.store().keep(group), (outcome, fault) -> new Kept(outcome));
  }

  private Behavior<Command> onKept(Kept kept) throws IOException {
    busy = false;
    Outcome outcome = kept.outcome();
    RescueGroup group = refused;
    if (outcome != null && outcome.kept() && group != null) {
      rejectedOfChunk += group.records();
      refused = null;
      afterAnswer();
    } else {
      waitsFor = outcome == null ? "the rescue store" : outcome.reason() + ": " + outcome.detail();
      timers.startSingleTimer(new Next(), AGAIN);
    }
    return this;
  }

  private void afterAnswer() throws IOException {
    Chunk all = chunk;
    RescueFiles.Dat dat = file;
    if (all == null || dat == null || !open.isEmpty()) {
      timers.startSingleTimer(new Next(), AGAIN);
      return;
    }
    recordsOfFile += all.records();
    note(dat, all);
    int delivered = all.records() - rejectedOfChunk;
    part.rescued().replayed(delivered);
    part.rescued().rejectedInReplay(rejectedOfChunk);
    part.files().left(dat.path(), all.records());
    replayed += delivered;
    rejected += rejectedOfChunk;
    chunk = null;
    pace();
  }

  /** Goes on at once, or when the limit allows. */
  private void pace() {
    long due =
        request.speedLimit() == 0 ? 0 : (long) ((replayed + rejected) * 1e9 / request.speedLimit());
    long wait = begunNanos + due - System.nanoTime();
    if (wait > 1_000_000) {
      timers.startSingleTimer(new Next(), Duration.ofNanos(wait));
    } else {
      getContext().getSelf().tell(new Next());
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
    getContext().getSelf().tell(new Next());
    return answer(resume.replyTo());
  }

  private Behavior<Command> onEnd(End asked) {
    end = asked;
    paused = false;
    getContext().getSelf().tell(new Next());
    return this;
  }

  private void note(RescueFiles.Dat dat, Chunk done) throws IOException {
    part.checkpoint()
        .write(
            new Position(
                String.valueOf(dat.path().getFileName()), done.endOffset(), recordsOfFile));
  }

  private ReplayStatus status(String state, String detail) {
    double seconds = Math.max(0.001, (System.nanoTime() - begunNanos) / 1e9);
    long perSecond = Math.round((replayed + rejected) / seconds);
    return new ReplayStatus(
        state,
        detail,
        file == null ? "" : file.path().toString(),
        left.size() + (file == null ? 0 : 1),
        records,
        replayed,
        rejected,
        perSecond,
        perSecond == 0 ? -1 : (records - replayed - rejected) / perSecond);
  }

  private Behavior<Command> ended(String state, String detail) {
    parent.tell(new Ended(status(state, detail)));
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop() throws IOException {
    ReplayReader open = reader;
    if (open != null) {
      open.close();
    }
    return this;
  }
}
