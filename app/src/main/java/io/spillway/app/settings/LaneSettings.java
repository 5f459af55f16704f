package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.time.Duration;

/** A sink's queue, its workers, and what happens when it fails. */
public record LaneSettings(
    long queueBytes,
    WhenFull whenFull,
    int workers,
    int gatherBytes,
    OnFailure onFailure,
    Duration backoffBase,
    Duration backoffMax) {

  /** What happens to records that find the queue full. */
  public enum WhenFull {
    BACKPRESSURE,
    DISCARD
  }

  /** What happens to records that the sink did not take. */
  public enum OnFailure {
    RETRY,
    TOLERATE,
    STOP
  }

  static LaneSettings read(Section section) {
    Duration least = Duration.ofMillis(1);
    Duration most = Duration.ofHours(1);
    LaneSettings lane =
        new LaneSettings(
            section.size("queue-bytes", 64 << 10, 16L << 30),
            section.choice("when-full", WhenFull.class),
            section.integer("workers", 1, 64),
            (int) section.size("gather-bytes", 1 << 10, 64 << 20),
            section.choice("on-failure", OnFailure.class),
            section.duration("backoff-base", least, most),
            section.duration("backoff-max", least, most));
    if (lane.backoffMax.compareTo(lane.backoffBase) < 0) {
      section.problem("backoff-max", "must not be shorter than backoff-base");
    }
    return lane;
  }
}
