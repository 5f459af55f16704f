package io.spillway.streams.journal;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that a journal can't be written: at once, every minute while it lasts, and when it is over.
 * The writer's thread only.
 */
final class JournalAlarm {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String source;
  private volatile String problem = "";
  private long toldNanos;

  JournalAlarm(String source) {
    this.source = source;
  }

  void raise(String why, long nowNanos) {
    if (problem.isEmpty() || nowNanos - toldNanos >= REPEAT_NANOS) {
      toldNanos = nowNanos;
      LOG.error(
          "journal can't be written source={} detail=\"{}\"; the source reads no further until it"
              + " can",
          source,
          why);
    }
    problem = "the journal can't be written: " + why;
  }

  void calm() {
    if (!problem.isEmpty()) {
      problem = "";
      LOG.info("journal can be written again source={}", source);
    }
  }

  /** Neither a drain nor a source whose journal is off now waits for the disk. */
  void passedOver(int batches, int records, String why) {
    LOG.warn(
        "journal can't be written source={} batches={} records={} are passed on without it, since"
            + " the source drains or has none any more: {}",
        source,
        batches,
        records,
        why);
  }

  /** In words for people; empty if all is well. */
  String problem() {
    return problem;
  }
}
