package io.spillway.streams.flow;

import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether a sink that was given up is back, by a delivery of no records. The
 * lane's; runs on the blocking executor.
 */
final class Probe {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");
  private static final Outgoing NOTHING = new Outgoing(List.of(), new long[0], 0);

  private final Lane lane;

  Probe(Lane lane) {
    this.lane = lane;
  }

  /** Looks after {@code probe-interval}, and again until the sink works. */
  void later() {
    Lane.LaneParts parts = lane.parts();
    parts
        .delay()
        .after(lane.settings().probeInterval(), () -> parts.blocking().execute(this::look));
  }

  private void look() {
    LaneLife life = lane.life();
    if (!life.rescuing() || life.expired() || life.stopped()) {
      return;
    }
    if (life.paused()) {
      later();
      return;
    }
    try {
      lane.parts().sink().deliver(NOTHING, new Unheard(life)).whenComplete(this::answered);
    } catch (RuntimeException fault) { // the sink is no better than its answer
      answered(null, fault);
    }
  }

  private void answered(@Nullable Answer answer, @Nullable Throwable fault) {
    String sink = lane.tally().sink();
    boolean works =
        answer != null
            && answer.runs().stream().noneMatch(run -> run.verdict() == Answer.Verdict.RETRY);
    if (works) {
      lane.life().recovered();
      lane.spill().recovered(sink);
    } else {
      LOG.debug("probe failed sink={} answer={}", sink, answer, fault);
      later();
    }
  }
}
