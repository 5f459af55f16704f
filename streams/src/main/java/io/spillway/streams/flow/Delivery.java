package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * One worker's work on one take: encode once, then attempts until every record has ended, or the
 * lane gives up and what is left goes to a rescue file. Rejected records go to a file before
 * anything else happens; a record that can't be encoded is one. Attempts run on the blocking
 * executor, one at a time. A fault of the sink (not of the destination) gives the take back and
 * fails the stream, for the lane's owner to run again.
 */
final class Delivery implements Sink.Progress {
  private static final Answer.Run NO_ANSWER =
      new Answer.Run(0, Answer.Verdict.RETRY, Reason.UNKNOWN, "no answer for these records");

  private final Take take;
  private final Encoder encoder;
  private final Lane lane;
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private @Nullable Outgoing encoded;
  private @Nullable SingleEncoding singly;

  /** Attempts that failed in a row. */
  private int attempts;

  /** Attempts that were made. */
  private int tries;

  /** Records of the attempt under way. */
  private int sent;

  Delivery(Take take, Encoder encoder, Lane lane) {
    this.take = take;
    this.encoder = encoder;
    this.lane = lane;
  }

  /** Completes when every record has ended; fails when the take was given back. */
  CompletionStage<Done> ended() {
    return ended;
  }

  Encoder encoder() {
    return encoder;
  }

  /** The records as bytes; made once, by whoever asks first. */
  Outgoing encode() {
    Outgoing all = encoded == null ? encodeAnew() : encoded;
    encoded = all;
    return all;
  }

  private Outgoing encodeAnew() {
    try {
      return encoder.encode(take.shares());
    } catch (RuntimeException | OutOfMemoryError e) { // which record it was on is found out singly
      SingleEncoding each = new SingleEncoding(take.shares(), encoder);
      singly = each;
      return each.outgoing();
    }
  }

  void start() {
    take.start().thenAccept(ended::complete);
    run();
  }

  private void run() {
    try {
      lane.parts().blocking().execute(this::attemptOrBreakOff);
    } catch (RejectedExecutionException e) {
      brokenOff(e);
    }
  }

  private void attemptOrBreakOff() {
    try {
      attempt();
    } catch (RuntimeException | Error e) { // a fault fails the stream, whose owner is told
      brokenOff(e);
    }
  }

  private void attempt() {
    if (lane.life().heldByPause(this::run)) {
      return;
    }
    List<Parcel> parked = take.parked();
    if (!parked.isEmpty()) {
      keepRejected(parked.get(0));
    } else if (take.finished()) {
      lane.ended(take);
    } else if (lane.spilling()) {
      rescue(lane.spillReason(), "");
    } else {
      deliver();
    }
  }

  private void deliver() {
    Outgoing all = encode();
    SingleEncoding each = singly;
    singly = null;
    if (each != null && !each.unfit().isEmpty()) {
      take.reject(each.unfit(), Reason.ENCODE_FAILED, each.detail());
      attempt();
      return;
    }
    sent = take.pending();
    if (sent > 0) {
      tries++;
      lane.parts()
          .sink()
          .deliver(take.attempt(all), this)
          .thenAccept(this::answered)
          .exceptionally(this::brokenOff);
    }
  }

  private void answered(Answer answer) {
    take.answered(answer, lane.account());
    int left = take.pending();
    if (left == 0) {
      lane.life().succeeded();
      attempts = 0;
      attempt();
    } else if (lane.life().expired()) {
      attempt();
    } else {
      attempts = left < sent ? 1 : attempts + 1;
      failed(failure(answer.runs()), left);
    }
  }

  private void failed(Answer.Run why, int left) {
    LaneSettings settings = lane.settings();
    OnFailure policy = settings.onFailure();
    if (policy == OnFailure.TOLERATE) {
      lane.life().tolerated(left, why.reason(), why.detail());
      take.discard(why.reason(), lane.account());
      attempt();
      return;
    }
    lane.parts().tally().retried(left);
    int most = policy == OnFailure.RESCUE ? settings.maxAttempts() : 0;
    if (lane.life().rescuing() || (most > 0 && lane.life().lastAttempt(attempts, most))) {
      lane.gaveUp(attempts, why);
      rescue(why.reason(), why.detail());
      return;
    }
    Duration wait = nextWait();
    lane.life().failed(attempts, most, why.reason(), why.detail(), wait);
    if (policy == OnFailure.STOP) {
      lane.life().stopNode(why.reason());
    }
    lane.life().await(wait, lane.parts().delay(), this::run);
  }

  /** What is left to be sent goes to a rescue file; if it can't, it is tried again later. */
  private void rescue(Reason reason, String detail) {
    Parcel parcel = take.seize(reason, detail);
    if (parcel != null) {
      keep(
          parcel,
          Place.RESCUED,
          () -> {
            take.rescued(parcel, lane.account());
            lane.rescued();
          });
    }
  }

  private void keepRejected(Parcel parcel) {
    lane.life().rejected(parcel.count(), parcel.reason(), parcel.detail());
    keep(parcel, Place.REJECTED, () -> take.rejected(parcel, lane.account()));
  }

  private void keep(Parcel parcel, Place place, Runnable kept) {
    lane.spill()
        .keep(take, parcel, tries, place, lane.life().draining())
        .thenAccept(
            outcome -> {
              if (outcome.kept()) {
                kept.run();
                attemptOrBreakOff();
              } else {
                refused(outcome);
              }
            });
  }

  /** The sink may work again before there is room: the next round asks it first if it does. */
  private void refused(Outcome outcome) {
    take.reopen();
    if (lane.hopeless(outcome)) {
      lane.abandon(take);
    } else if (lane.life().expired()) {
      lane.parts().delay().after(nextWait(), this::run);
    } else {
      lane.life().await(nextWait(), lane.parts().delay(), this::run);
    }
  }

  /** A drain does not let the wait grow: its time is short. */
  private Duration nextWait() {
    int step = lane.life().draining() ? 1 : Math.max(1, attempts);
    return lane.settings().backoff().before(step, lane.parts().random().nextDouble());
  }

  private static Answer.Run failure(List<Answer.Run> runs) {
    return runs.stream()
        .filter(run -> run.verdict() == Answer.Verdict.RETRY)
        .findFirst()
        .orElse(NO_ANSWER);
  }

  private @Nullable Void brokenOff(Throwable fault) {
    lane.giveBack(take);
    ended.completeExceptionally(fault);
    return null;
  }

  @Override
  public void delivered(int records) {
    take.delivered(records, lane.account());
  }

  @Override
  public boolean abandoned() {
    return lane.life().expired();
  }

  @Override
  public boolean abandonedWithin(Duration wait) {
    return lane.life().expiredWithin(wait);
  }
}
