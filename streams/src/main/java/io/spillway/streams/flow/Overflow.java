package io.spillway.streams.flow;

import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where shares go that do not fit into a lane's queue, if they are to go to rescue files: a small
 * queue of its own and one worker that writes them there. When they can't be written, it fills, and
 * sources wait. Thread-safe.
 */
final class Overflow {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");
  private static final long LEAST_BYTES = 1 << 20;
  private static final String FULL = "queue full: what does not fit goes to rescue files";
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** Nothing came here for so long: the lane's queue has room again. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Lane lane;
  private final LaneQueue queue;
  private final Account account;
  private boolean busy;

  /** Whether shares come here, now and then at least. */
  private boolean full;

  private long takes;

  Overflow(Lane lane) {
    this.lane = lane;
    long gather = Math.max(LEAST_BYTES, lane.settings().gatherBytes());
    this.queue = new LaneQueue(2 * gather, gather, lane::refused);
    this.account = new Account(lane.parts().tally(), queue, lane.account().rate());
  }

  /** Completes when the share fits. */
  CompletionStage<Void> offer(Share share) {
    CompletionStage<Void> fits = queue.offer(share);
    next(false);
    return fits;
  }

  /** Nothing comes any more. */
  void complete() {
    queue.complete();
  }

  boolean finished() {
    return queue.finished();
  }

  long records() {
    return queue.records();
  }

  long pinnedBytes() {
    return queue.pinnedBytes();
  }

  /** The node can wait no longer. */
  void giveUp() {
    queue.close().forEach(this::abandon);
    queue.unsettled().forEach(this::abandon);
  }

  private void next(boolean after) {
    Take take;
    synchronized (this) {
      if (busy && !after) {
        return;
      }
      take = queue.poll();
      busy = take != null;
      if (busy) {
        takes++;
        if (!full) {
          full = true;
          LOG.info("sink={} {}", sink(), FULL);
          lane.parts().delay().after(QUIET, () -> lookWhetherQuiet(0));
        }
      }
    }
    if (take != null) {
      take.start();
      lane.parts().blocking().execute(() -> keep(take));
    }
  }

  /** Once nothing has come for a while and the sink works, a replay may have what came. */
  private void lookWhetherQuiet(long takesBefore) {
    boolean works = lane.isReady();
    synchronized (this) {
      if (lane.life().draining()) { // closes all files at its end
        return;
      }
      if (busy || takes != takesBefore || !works) {
        long now = takes;
        lane.parts().delay().after(QUIET, () -> lookWhetherQuiet(now));
        return;
      }
      full = false;
    }
    LOG.info("sink={} fits again", sink());
    lane.spill().recovered(sink());
  }

  private String sink() {
    return lane.parts().tally().sink();
  }

  private void keep(Take take) {
    Parcel parcel = take.seize(Reason.QUEUE_FULL, "");
    if (parcel == null) {
      end(take);
      return;
    }
    lane.spill()
        .keep(take, parcel, 0, Place.RESCUED, lane.life().draining())
        .thenAccept(outcome -> kept(take, parcel, outcome));
  }

  private void kept(Take take, Parcel parcel, Outcome outcome) {
    if (outcome.kept()) {
      take.rescued(parcel, account);
      end(take);
      return;
    }
    take.reopen();
    if (lane.hopeless(outcome)) {
      abandon(take);
      next(true);
    } else {
      lane.parts().delay().after(AGAIN, () -> lane.parts().blocking().execute(() -> keep(take)));
    }
  }

  private void end(Take take) {
    queue.ended(take);
    take.end();
    next(true);
    lane.stopIfFinished();
  }

  private void abandon(Take take) {
    take.abandon(account);
    queue.ended(take);
    take.end();
    lane.stopIfFinished();
  }

  /** What a full queue kept waiting goes this way. */
  void take(List<LaneQueue.Waiting> waiting) {
    for (LaneQueue.Waiting one : waiting) {
      offer(one.share()).thenAccept(fits -> one.offer().complete(null));
    }
  }
}
