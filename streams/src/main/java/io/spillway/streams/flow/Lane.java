package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.sink.Sink;
import java.time.Duration;
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
 * account until it is delivered, rejected, discarded by a setting, or undelivered at the deadline.
 * The SinkLane actor owns it and runs its {@link #blueprint()}, again after a crash. Thread-safe.
 */
public final class Lane implements Outlet {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");

  /** How long a delivery under way at the deadline has to say what it did. */
  static final Duration LAST_WORD = Duration.ofMillis(500);

  private final LaneSettings settings;
  private final LaneParts parts;
  private final LaneQueue queue;
  private final LaneLife life;
  private final Account account;
  private final Queue<Encoder> idleEncoders = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  /** What a lane is made of beside its settings. */
  public record LaneParts(
      SinkTally tally,
      Sink sink,
      Supplier<Encoder> encoders,
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
  }

  @Override
  public SinkTally tally() {
    return parts.tally();
  }

  @Override
  public CompletionStage<Void> offer(Share share) {
    parts.tally().offered(share.count());
    Share packed = Packing.packed(share);
    if (!discardsWhenFull()) {
      return queue.offer(packed);
    }
    if (!queue.offerNow(packed)) {
      parts.tally().discarded(share.count(), Reason.QUEUE_FULL);
      share.batch().settlement().settled();
    }
    return CompletableFuture.completedFuture(null);
  }

  /** A tolerated sink that fails must not hold its sources back while it keeps failing. */
  private boolean discardsWhenFull() {
    return settings.whenFull() == WhenFull.DISCARD
        || (settings.onFailure() == OnFailure.TOLERATE && life.failing());
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

  /** No more offers; everything here is delivered, then the lane stops. */
  public void drain() {
    hasten();
    queue.complete();
    stopIfFinished();
  }

  /** The deadline has passed: what is left is undelivered, and the lane stops. */
  public void expire() {
    life.expire();
    queue.close().forEach(this::abandon);
    if (!stopIfFinished()) {
      parts.delay().after(LAST_WORD, () -> queue.unsettled().forEach(this::abandon));
    }
    // a destination that hangs must not keep the node from stopping
    parts.delay().after(LAST_WORD.multipliedBy(2), () -> finish(null));
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
        queue.records(),
        queue.pinnedBytes(),
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

  private void refused(Share share) {
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

  LaneSettings settings() {
    return settings;
  }

  LaneParts parts() {
    return parts;
  }

  Account account() {
    return account;
  }

  private boolean stopIfFinished() {
    if (!queue.finished()) {
      return false;
    }
    if (life.stop()) {
      parts.blocking().execute(this::closeSink);
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
