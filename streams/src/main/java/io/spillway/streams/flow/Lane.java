package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Sink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RunnableGraph;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink's way in: its queue, its policies and its life. A record offered here is on the lane's
 * account until it is delivered, in a rescue file, discarded by a setting, or undelivered. The
 * SinkLane actor owns it and runs its {@link #blueprint()}, again after a crash. Thread-safe.
 */
public final class Lane implements Outlet, ReplayTarget {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");

  private final LaneSettings settings;
  private final LaneParts parts;
  private final LaneQueue queue;
  private final LaneLife life;
  private final Account account;
  private final Spill spill;
  private final Overflow overflow;
  private final Expiry expiry;
  private final Probe probe = new Probe(this);
  private final IdleEncoders idleEncoders;
  private final Replayed replayed;
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  /** Sources that end have waited long enough for this lane. */
  private volatile boolean relieved;

  /** A lane that needs longer for what it holds is not waited for by sources that end. */
  private static final long SOON_SECONDS = 2;

  /**
   * What a lane is made of beside its settings.
   *
   * @param rescue where records go that the sink does not take
   */
  public record LaneParts(
      SinkTally tally,
      Sink sink,
      Supplier<Encoder> encoders,
      RescueStore rescue,
      Supplier<RescueEncoder> rescueEncoders,
      Executor blocking,
      Delay delay,
      RandomGenerator random,
      LaneListener listener) {}

  public Lane(LaneSettings settings, LaneParts parts) {
    this.settings = settings;
    this.parts = parts;
    this.queue = new LaneQueue(settings.queueBytes(), settings.gatherBytes(), this::refused);
    this.life = new LaneLife(parts.tally().sink(), parts.listener());
    this.account = new Account(parts.tally(), queue, new Rate(System::nanoTime));
    this.spill = new Spill(parts.rescue(), parts.rescueEncoders(), parts.blocking());
    this.overflow = new Overflow(this);
    this.expiry = new Expiry(this, queue, overflow);
    this.idleEncoders = new IdleEncoders(parts.encoders());
    this.replayed = new Replayed(this, idleEncoders);
  }

  @Override
  public SinkTally tally() {
    return parts.tally();
  }

  @Override
  public CompletionStage<Void> offer(Share share) {
    parts.tally().offered(share.count());
    Share packed = Packing.packed(share);
    if (spillsWhenFull()) {
      return queue.offerNow(packed)
          ? CompletableFuture.completedFuture(null)
          : overflow.offer(packed);
    }
    if (!discardsWhenFull()) {
      return queue.offer(packed);
    }
    if (!queue.offerNow(packed)) {
      parts.tally().discarded(share.count(), Reason.QUEUE_FULL);
      share.batch().settlement().settled();
    }
    return CompletableFuture.completedFuture(null);
  }

  private boolean spillsWhenFull() {
    return settings.whenFull() == WhenFull.RESCUE || relieved;
  }

  /** A tolerated sink that fails must not hold its sources back while it keeps failing. */
  private boolean discardsWhenFull() {
    return settings.whenFull() == WhenFull.DISCARD
        || (settings.onFailure() == OnFailure.TOLERATE && life.failing());
  }

  @Override
  public boolean replaysByItself() {
    return settings.replay() == LaneSettings.Replay.AUTO;
  }

  @Override
  public boolean isReady() {
    return life.state() == LaneState.RUNNING;
  }

  @Override
  public CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness) {
    return replayed.deliver(shares, witness);
  }

  /**
   * The stream that delivers; ends by completion when the lane is drained or expired. The next take
   * is encoded while one is delivered.
   */
  public RunnableGraph<CompletionStage<Done>> blueprint() {
    return Source.fromGraph(new LaneQueueSource(queue))
        .mapAsync(settings.workers(), this::encoded)
        .mapAsync(settings.workers(), this::run)
        .toMat(org.apache.pekko.stream.javadsl.Sink.ignore(), Keep.right());
  }

  /** Completes when nothing is here, nothing comes any more, and the sink is closed. */
  public CompletionStage<Done> whenStopped() {
    return stopped;
  }

  /** The node has begun to stop: deliver quickly, still taking what sources read out. */
  public void hasten() {
    if (!life.draining()) {
      LaneStatus now = status();
      LOG.info(
          "start sink drain sink={} pending_left={} seconds_left={}",
          now.sink(),
          now.pendingLeft(),
          now.secondsLeft().isPresent() ? now.secondsLeft().getAsLong() : "unknown");
    }
    life.drain();
    queue.pause(false);
  }

  /**
   * This lane is to end and must not be waited for any longer: if it is full, what does not fit
   * goes to rescue files, and if it fails, all it has. May be called again.
   */
  public void relieve() {
    makeRoom();
    life.relieve();
  }

  /**
   * Sources that end must not wait for this lane any longer: if it is full, what does not fit goes
   * to rescue files until {@link #holdBack()}. One that will have delivered what it holds in a
   * moment is not full. May be called again.
   */
  public void makeRoom() {
    if (queue.completed()) {
      return;
    }
    long secondsLeft = status().secondsLeft().orElse(Long.MAX_VALUE);
    if (relieved || secondsLeft > SOON_SECONDS) {
      relieved = true;
      overflow.take(queue.takeWaiting());
    }
  }

  /** Sources wait again while this lane is full, if its settings say so. */
  public void holdBack() {
    relieved = false;
  }

  /** No more offers; everything here is delivered, then the lane stops. */
  public void drain() {
    hasten();
    queue.complete();
    overflow.complete();
    stopIfFinished();
  }

  /**
   * The deadline has passed: what is here, and what still comes, goes to rescue files. What even
   * they do not take is undelivered.
   */
  public void expire() {
    if (!life.expire()) {
      return;
    }
    queue.pause(false);
    stopIfFinished();
    expiry.begin();
  }

  /** Whether there is no sense in trying again to keep what a rescue file did not take. */
  boolean hopeless(Outcome outcome) {
    return life.expired()
        && (outcome.reason() == Reason.DISK_FULL || outcome.reason() == Reason.PERMISSION_DENIED);
  }

  /** The last attempt has failed: rescue, and look now and then whether the sink is back. */
  void gaveUp(int attempts, Answer.Run why) {
    if (life.gaveUp(attempts, settings.maxAttempts(), why.reason(), why.detail())) {
      probe.later();
    }
  }

  /** Records are in a file; if the sink has come back meanwhile, that file is to be closed too. */
  void rescued() {
    if (!spilling()) {
      spill.recovered(parts.tally().sink());
    }
  }

  public void pause() {
    life.pause(true);
    queue.pause(life.paused());
  }

  public void resume() {
    life.pause(false);
    queue.pause(false);
  }

  public LaneStatus status() {
    return new LaneStatus(
        parts.tally().sink(),
        life.state(),
        queue.records() + overflow.records(),
        queue.pinnedBytes() + overflow.pinnedBytes(),
        parts.tally().read().inFlight(),
        life.attempt(),
        life.lastReason(),
        account.rate().perSecond());
  }

  /** What a worker would take now; null if there is nothing. */
  @Nullable Take take() {
    return queue.poll();
  }

  CompletionStage<Done> deliver(Take take) {
    return run(delivery(take));
  }

  private Delivery delivery(Take take) {
    return new Delivery(take, idleEncoders.take(), this);
  }

  /** A take whose encoding fails was not started: the next stream takes it again. */
  private CompletionStage<Delivery> encoded(Take take) {
    Delivery delivery = delivery(take);
    if (spilling()) {
      return CompletableFuture.completedFuture(delivery);
    }
    return CompletableFuture.runAsync(delivery::encode, parts.blocking())
        .thenApply(done -> delivery);
  }

  private CompletionStage<Done> run(Delivery delivery) {
    delivery.start();
    return delivery
        .ended()
        .thenApply(
            done -> {
              idleEncoders.giveBack(delivery.encoder());
              return done;
            });
  }

  /** A share that came too late, or that nobody took in time. */
  void refused(Share share) {
    parts.tally().undelivered(share.count(), Reason.DRAIN_DEADLINE);
    share.batch().settlement().abandoned();
  }

  /** The node can wait no longer for what is left of a take. */
  void abandon(Take take) {
    take.abandon(account);
    ended(take);
  }

  // ---- for deliveries

  void ended(Take take) {
    queue.ended(take);
    take.end();
    stopIfFinished();
  }

  /** The next stream goes on with a take whose worker broke off. */
  void giveBack(Take take) {
    if (!queue.giveBack(take)) {
      abandon(take);
    }
  }

  LaneLife life() {
    return life;
  }

  Spill spill() {
    return spill;
  }

  /** Whether takes go to rescue files without an attempt. */
  boolean spilling() {
    return life.expired() || life.rescuing();
  }

  /** Why they do. */
  Reason spillReason() {
    Reason last = life.lastReason();
    return life.failing() && last != null ? last : Reason.DRAIN_DEADLINE;
  }

  LaneSettings settings() {
    return settings;
  }

  LaneParts parts() {
    return parts;
  }

  Account account() {
    return account;
  }

  boolean stopIfFinished() {
    if (!queue.finished() || !overflow.finished()) {
      return false;
    }
    if (life.stop()) {
      parts.blocking().execute(this::closeSink);
      if (life.expired()) { // a destination that hangs must not keep the node from stopping
        parts.delay().after(Expiry.LAST_WORD, this::finished);
      }
    }
    return true;
  }

  private void closeSink() {
    try {
      parts.sink().close();
      finished();
    } catch (RuntimeException e) { // whoever waits for the stop learns of it
      stopped.completeExceptionally(e);
    }
  }

  /** Nothing is here any more. */
  void finished() {
    stopped.complete(Done.getInstance());
  }
}
