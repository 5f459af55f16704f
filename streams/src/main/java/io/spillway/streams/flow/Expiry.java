package io.spillway.streams.flow;

import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import java.time.Duration;

/**
 * What a lane does when the deadline of a stop has passed: deliveries that hang are given a last
 * word, then their records are rescued; what even a rescue file did not take in time is
 * undelivered. Thread-safe.
 */
final class Expiry {
  /** How long a delivery under way at the deadline has to say what it did. */
  static final Duration LAST_WORD = Duration.ofMillis(500);

  /** How long rescue files have at the deadline to take what is left. */
  static final Duration RESCUE_GRACE = Duration.ofSeconds(20);

  private static final Duration AGAIN = Duration.ofMillis(500);

  private final Lane lane;
  private final LaneQueue queue;
  private final Overflow overflow;

  Expiry(Lane lane, LaneQueue queue, Overflow overflow) {
    this.lane = lane;
    this.queue = queue;
    this.overflow = overflow;
  }

  void begin() {
    Lane.LaneParts parts = lane.parts();
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
    if (parcel != null) {
      lane.spill()
          .keep(take, parcel, 1, Place.RESCUED, true)
          .thenAccept(outcome -> rescued(take, parcel, outcome));
    }
  }

  private void rescued(Take take, Parcel parcel, Outcome outcome) {
    Lane.LaneParts parts = lane.parts();
    if (outcome.kept()) {
      take.rescued(parcel, lane.account());
      if (take.finished()) { // else what was rejected is on its way to a file, and ends it
        lane.ended(take);
      }
      return;
    }
    take.reopen();
    if (lane.hopeless(outcome)) {
      lane.abandon(take);
    } else {
      parts.delay().after(AGAIN, () -> parts.blocking().execute(() -> rescueHanging(take)));
    }
  }

  /** The node can wait no longer, not even for its rescue files. */
  private void giveUp() {
    if (!queue.completed()) { // sources are still being read out
      lane.parts().delay().after(RESCUE_GRACE, this::giveUp);
      return;
    }
    queue.close().forEach(lane::abandon);
    queue.unsettled().forEach(lane::abandon);
    overflow.giveUp();
    lane.finished();
  }
}
