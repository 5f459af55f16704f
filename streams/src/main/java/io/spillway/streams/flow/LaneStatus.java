package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A lane at one moment.
 *
 * @param queuedRecords records no worker has taken, offers that wait among them
 * @param pinnedBytes bytes of memory held by queued and unsettled batches
 * @param pendingLeft records on this lane's account that have not ended
 * @param attempt attempts that failed in a row, 0 if the last one did not
 * @param lastReason why the last failed attempt failed, null if none did yet
 * @param perSecond records delivered per second, of late
 */
public record LaneStatus(
    String sink,
    LaneState state,
    long queuedRecords,
    long pinnedBytes,
    long pendingLeft,
    int attempt,
    @Nullable Reason lastReason,
    double perSecond) {

  /** Seconds until all is delivered at the present rate; empty if nothing moves. */
  public OptionalLong secondsLeft() {
    if (pendingLeft == 0) {
      return OptionalLong.of(0);
    }
    return perSecond > 0
        ? OptionalLong.of((long) Math.ceil(pendingLeft / perSecond))
        : OptionalLong.empty();
  }
}
