package io.spillway.streams.batch;

import io.spillway.streams.batch.BatchObserver.End;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.Reason;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The running {@link BatchStage}. Reads on by itself until a batch is due, the account is full or
 * the rate limit says wait; {@link #advance} is called after every change and does what is possible
 * then.
 */
final class BatchLogic extends TimerGraphStageLogic implements InHandler, OutHandler {
  private enum Timer {
    BATCH,
    RATE,
    IDLE,
    TURN,
    PAUSE
  }

  /** A read of less is followed by a pause, in which more may gather. */
  private static final int SMALL_READ = 16 << 10;

  /** How long bytes stay reserved for a read that was waited for and brings nothing. */
  private static final Duration RESERVED = Duration.ofMillis(100);

  private final BatchStage stage;
  private final BatchBuilder builder;
  private final Framer framer;
  private final BatchObserver observer;
  private final AsyncCallback<Done> room = createAsyncCallback(done -> onRoom());
  private final AsyncCallback<Done> drain = createAsyncCallback(done -> onDrain());

  private boolean timerRuns;
  private boolean timeUp;
  private boolean rateBlocked;
  private boolean draining;
  private boolean pausing;

  private MemoryBudget.@Nullable Turn turn;
  private boolean turnCame;
  private int lastRead = 1;

  /** What the last read added to the account: the next one is likely to cost as much. */
  private long lastCost = 1;

  private @Nullable End end;
  private @Nullable Throwable cause;
  private boolean toldEnd;
  private int pendingAtEnd;

  BatchLogic(BatchStage stage, BatchBuilder builder) {
    super(stage.shape());
    this.stage = stage;
    this.builder = builder;
    this.framer = builder.framer();
    this.observer = stage.observer;
    setHandlers(stage.in, stage.out, this);
  }

  @Override
  public void preStart() {
    observer.started(() -> drain.invoke(Done.getInstance()));
    advance();
  }

  // ---- input

  @Override
  public void onPush() {
    ByteString bytes = grab(stage.in);
    lastRead = bytes.size();
    if (stage.settings.idleTimeout().isPresent()) {
      cancelTimer(Timer.IDLE);
    }
    observer.read(lastRead);
    long before = builder.held();
    builder.feed(bytes.toArrayUnsafe(), stage.clock.millis());
    lastCost = Math.max(lastRead, builder.held() - before);
    endTurn();
    pauseAfterSmallRead();
    if (framer.broken()) {
      end(End.UNREADABLE, null, true);
    }
    advance();
  }

  @Override
  public void onUpstreamFinish() {
    end(End.COMPLETED, null, observer.cutByNode());
    advance();
  }

  @Override
  public void onUpstreamFailure(Throwable failure) {
    end(End.FAILED, failure, true);
    advance();
  }

  private void end(End how, @Nullable Throwable why, boolean cut) {
    if (end == null) {
      end = how;
      cause = why;
      pendingAtEnd = framer.holds();
      builder.end(cut);
    }
  }

  // ---- output

  @Override
  public void onPull() {
    advance();
  }

  @Override
  public void onDownstreamFinish(Throwable why) {
    lose(why);
    completeStage();
  }

  private void advance() {
    if (isAvailable(stage.out) && due()) {
      emit();
    }
    if (framer.records() > 0) {
      armTimer();
    } else if (end != null && !framer.unread()) {
      tellEnd(end, cause, 0, pendingAtEnd);
      completeStage();
      return;
    }
    readOn();
  }

  private boolean due() {
    return framer.records() > 0
        && (timeUp
            || draining
            || end != null
            || framer.sealed()
            || builder.holdsBatch(stage.settings.batchBytes()));
  }

  private BatchTrigger trigger() {
    if (builder.holdsBatch(stage.settings.batchBytes()) || framer.sealed()) {
      return BatchTrigger.SIZE;
    }
    return end != null || draining ? BatchTrigger.END : BatchTrigger.TIME;
  }

  private void emit() {
    BatchTrigger trigger = trigger();
    Batch batch = builder.take();
    if (batch == null) {
      return;
    }
    stage.tally.batchLeft(trigger);
    timeUp = false;
    if (timerRuns) {
      timerRuns = false;
      cancelTimer(Timer.BATCH);
    }
    observer.produced(batch, framer.pending());
    push(stage.out, batch);
    limitRate(batch.count());
  }

  private void armTimer() {
    if (!timerRuns && !due()) {
      timerRuns = true;
      scheduleOnce(Timer.BATCH, stage.settings.batchInterval());
    }
  }

  private void limitRate(int records) {
    if (stage.rateLimit != null && !draining) {
      long wait = stage.rateLimit.take(records, System.nanoTime());
      if (wait > 0) {
        rateBlocked = true;
        scheduleOnce(Timer.RATE, Duration.ofNanos(wait));
      }
    }
  }

  // ---- reading on

  private void readOn() {
    boolean unread = framer.unread();
    if (rateBlocked
        || (!unread && (end != null || pausing || hasBeenPulled(stage.in) || isClosed(stage.in)))
        || framer.sealed()
        || builder.holdsBatch(stage.settings.batchBytes())) {
      return;
    }
    if (turn == null && !stage.budget.hasRoom()) {
      turn = stage.budget.await(lastCost, () -> room.invoke(Done.getInstance()));
    }
    if (turn != null && !turnCame) {
      return;
    }
    if (unread) {
      goOn();
    } else {
      observer.reading(framer.pending());
      pull(stage.in);
      stage.settings.idleTimeout().ifPresent(timeout -> scheduleOnce(Timer.IDLE, timeout));
    }
  }

  /** What is left of a read of tiny records costs as much as another read. */
  private void goOn() {
    long before = builder.held();
    builder.goOn();
    lastCost = Math.max(1, builder.held() - before);
    endTurn();
    advance();
  }

  /** At middling rates each read would bring a few records at the full cost of a read. */
  private void pauseAfterSmallRead() {
    if (lastRead < SMALL_READ
        && framer.records() > 0
        && !draining
        && !stage.settings.readPause().isZero()) {
      pausing = true;
      scheduleOnce(Timer.PAUSE, stage.settings.readPause());
    }
  }

  private void onRoom() {
    if (turn != null) {
      turnCame = true;
      scheduleOnce(Timer.TURN, RESERVED);
      advance();
    }
  }

  private void endTurn() {
    MemoryBudget.Turn held = turn;
    if (held != null) {
      turn = null;
      turnCame = false;
      cancelTimer(Timer.TURN);
      held.end();
    }
  }

  private void onDrain() {
    draining = true;
    rateBlocked = false;
    pausing = false;
    cancelTimer(Timer.RATE);
    cancelTimer(Timer.PAUSE);
    advance();
  }

  @Override
  public void onTimer(Object key) {
    switch ((Timer) key) {
      case BATCH -> {
        timerRuns = false;
        timeUp = framer.records() > 0;
      }
      case RATE -> rateBlocked = false;
      case IDLE -> end(End.IDLE, null, true);
      case TURN -> endTurn();
      case PAUSE -> pausing = false;
    }
    advance();
  }

  // ---- the end

  @Override
  public void postStop() {
    lose(null);
    endTurn();
  }

  private void lose(@Nullable Throwable why) {
    int pending = framer.pending();
    int records = builder.abandon();
    if (!toldEnd && records + pending > 0) {
      stage.tally.note(Reason.NODE_ERROR, records + (pending > 0 ? 1 : 0));
    }
    tellEnd(End.CANCELLED, why, records, pending);
  }

  private void tellEnd(End how, @Nullable Throwable why, int records, int pending) {
    if (!toldEnd) {
      toldEnd = true;
      observer.ended(how, why, records, pending);
    }
  }
}
