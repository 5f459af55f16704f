package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  /** How long a delivery under way at the deadline has to say what it did. */
  static final Duration LAST_WORD = Duration.ofMillis(500);

  private final LaneSettings settings;
  private final LaneParts parts;
  private final LaneQueue queue;
  private final LaneLife life;
  private final Account account;
  private final Spill spill;
  private final Overflow overflow;
  private final Queue<Encoder> idleEncoders = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  /** A drain has waited long enough for sources that this lane holds back. */
  private volatile boolean relieved;

  /** How long rescue files have at the deadline to take what is left. */
  static final Duration RESCUE_GRACE = Duration.ofSeconds(20);

  /** A lane that needs so long for what it holds does not hold sources back. */
  private static final long SOON_SECONDS = 2;

  private static final Outgoing NOTHING = new Outgoing(List.of(), new long[0], 0);

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
  public CompletionStage<Answer> replay(List<Share> shares) {
    int count = shares.stream().mapToInt(Share::count).sum();
    LaneState state = life.state();
    if (state != LaneState.RUNNING) {
      String detail = "the lane is " + state;
      return CompletableFuture.completedFuture(Answer.retry(count, Reason.UNAVAILABLE, detail));
    }
    Encoder idle = idleEncoders.poll();
    Encoder encoder = idle == null ? parts.encoders().get() : idle;
    return CompletableFuture.supplyAsync(() -> encoder.encode(shares), parts.blocking())
        .thenCompose(encoded -> parts.sink().deliver(encoded, new Unheard(life)))
        .thenApply(
            answer -> {
              idleEncoders.add(encoder);
              return answer;
            });
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
   * A drain has waited long enough for sources to be read out: if this lane is full, what does not
   * fit goes to rescue files, and if it fails, all it has. One that will have delivered what it
   * holds in a moment is not full. May be called again.
   */
  public void relieve() {
    if (queue.completed()) {
      return;
    }
    long secondsLeft = status().secondsLeft().orElse(Long.MAX_VALUE);
    if (relieved || secondsLeft > SOON_SECONDS) {
      relieved = true;
      overflow.take(queue.takeWaiting());
    }
    if (life.failing() && !life.rescuing()) {
      life.relieve();
    }
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
    parts.delay().after(LAST_WORD, () -> parts.blocking().execute(this::seizeHanging));
    parts.delay().after(RESCUE_GRACE, this::giveUp);
  }

  /** A destination that hangs must not keep its records. */
  private void seizeHanging() {
    for (Take take : queue.unsettled()) {
      if (take.started()) {
        rescueHanging(take);
      }
    }
  }

  private void rescueHanging(Take take) {
    Parcel parcel = take.seize(Reason.DRAIN_DEADLINE, "");
    if (parcel == null) {
      return;
    }
    spill
        .keep(take, parcel, 1, Place.RESCUED, true)
        .thenAccept(
            outcome -> {
              if (outcome.kept()) {
                take.rescued(parcel, account);
                ended(take);
              } else {
                take.reopen();
                abandon(take);
              }
            });
  }

  /** The node can wait no longer, not even for its rescue files. */
  private void giveUp() {
    if (!queue.completed()) { // sources are still being read out
      parts.delay().after(RESCUE_GRACE, this::giveUp);
      return;
    }
    queue.close().forEach(this::abandon);
    queue.unsettled().forEach(this::abandon);
    overflow.giveUp();
    finish(null);
  }

  /** Whether there is no sense in trying again to keep what a rescue file did not take. */
  boolean hopeless(Outcome outcome) {
    return life.expired()
        && (outcome.reason() == Reason.DISK_FULL || outcome.reason() == Reason.PERMISSION_DENIED);
  }

  /** The last attempt has failed: rescue, and look now and then whether the sink is back. */
  void gaveUp(int attempts, Answer.Run why) {
    if (life.gaveUp(attempts, settings.maxAttempts(), why.reason(), why.detail())) {
      probeLater();
    }
  }

  private void probeLater() {
    parts.delay().after(settings.probeInterval(), () -> parts.blocking().execute(this::probe));
  }

  private void probe() {
    if (!life.rescuing() || life.expired() || life.stopped()) {
      return;
    }
    if (life.paused()) {
      probeLater();
      return;
    }
    parts.sink().deliver(NOTHING, new Unheard(life)).whenComplete(this::probed);
  }

  private void probed(@Nullable Answer answer, @Nullable Throwable fault) {
    boolean works =
        answer != null
            && answer.runs().stream().noneMatch(run -> run.verdict() == Answer.Verdict.RETRY);
    if (works) {
      life.recovered();
      spill.recovered(parts.tally().sink());
    } else {
      LOG.debug("probe failed sink={} answer={}", parts.tally().sink(), answer, fault);
      probeLater();
    }
  }

  /** Of deliveries whose records are not on the lane's account: only the answer counts. */
  private record Unheard(LaneLife life) implements Sink.Progress {
    @Override
    public void delivered(int records) {}

    @Override
    public boolean abandoned() {
      return life.expired();
    }

    @Override
    public boolean abandonedWithin(Duration wait) {
      return life.expiredWithin(wait);
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
    Encoder idle = idleEncoders.poll();
    return new Delivery(take, idle == null ? parts.encoders().get() : idle, this);
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
              idleEncoders.add(delivery.encoder());
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
        parts.delay().after(LAST_WORD, () -> finish(null));
      }
    }
    return true;
  }

  private void closeSink() {
    try {
      parts.sink().close();
      finish(null);
    } catch (RuntimeException e) { // whoever waits for the stop learns of it
      finish(e);
    }
  }

  private void finish(@Nullable Throwable fault) {
    if (fault == null) {
      stopped.complete(Done.getInstance());
    } else {
      stopped.completeExceptionally(fault);
    }
  }
}
