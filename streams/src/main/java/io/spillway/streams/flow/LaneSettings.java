package io.spillway.streams.flow;

import io.spillway.streams.settings.Section;
import java.time.Duration;

/**
 * How a lane behaves; see the keys in {@code reference.conf}.
 *
 * @param queueBytes bytes of memory that queued and unsettled batches may pin
 * @param gatherBytes bytes of records that a worker takes at once
 * @param maxAttempts attempts in a row that fail before {@code RESCUE} gives up
 * @param probeInterval how often a sink that was given up is tried
 * @param backoffBase longest wait before the first retry
 * @param backoffMax longest wait between retries
 * @param replay what brings its rescue files back
 */
public record LaneSettings(
    long queueBytes,
    WhenFull whenFull,
    int workers,
    long gatherBytes,
    OnFailure onFailure,
    int maxAttempts,
    Duration probeInterval,
    Duration backoffBase,
    Duration backoffMax,
    Replay replay) {
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration SHORTEST_PROBE = Duration.ofMillis(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** What happens to an offer that does not fit. */
  public enum WhenFull {
    /** It waits. */
    BACKPRESSURE,
    /** It goes to a rescue file. */
    RESCUE,
    /** It is discarded and counted {@code queue_full}. */
    DISCARD
  }

  /** What brings its rescue files back. */
  public enum Replay {
    /** A command. */
    MANUAL,
    /** The node, as soon as the sink works. */
    AUTO
  }

  /** What happens to records that the sink does not take now. */
  public enum OnFailure {
    /** They are tried again for ever; sources wait. */
    RETRY,
    /** They are tried again a number of times, then they go to a rescue file. */
    RESCUE,
    /** They are discarded and counted under the sink's reason. */
    TOLERATE,
    /** The node drains and ends; they go to a rescue file. */
    STOP
  }

  public LaneSettings {
    require(queueBytes >= 64 << 10, "queue-bytes must be at least 64 KiB");
    require(workers >= 1 && workers <= 64, "workers must be 1 to 64");
    require(gatherBytes >= 1 << 10, "gather-bytes must be at least 1 KiB");
    require(maxAttempts >= 1, "max-attempts must be at least 1");
    require(probeInterval.toMillis() >= 1, "probe-interval must be at least 1 ms");
    require(backoffBase.toMillis() >= 1, "backoff-base must be at least 1 ms");
    require(backoffMax.compareTo(backoffBase) >= 0, "backoff-max must not be below backoff-base");
  }

  /** Reads them; what is out of range is a problem of the section. */
  public static LaneSettings read(Section section) {
    Duration base = section.duration("backoff-base", SHORTEST_WAIT, LONGEST_WAIT);
    Duration max = section.duration("backoff-max", SHORTEST_WAIT, LONGEST_WAIT);
    if (max.compareTo(base) < 0) {
      section.problem("backoff-max", "must not be shorter than backoff-base");
    }
    return new LaneSettings(
        section.size("queue-bytes", 64 << 10, 16L << 30),
        section.choice("when-full", WhenFull.class),
        section.integer("workers", 1, 64),
        section.size("gather-bytes", 1 << 10, 64 << 20),
        section.choice("on-failure", OnFailure.class),
        section.integer("max-attempts", 1, 1_000_000),
        section.duration("probe-interval", SHORTEST_PROBE, LONGEST_WAIT),
        base,
        max.compareTo(base) < 0 ? base : max,
        section.choice("replay", Replay.class));
  }

  /** The same with rescue files that come back so. */
  public LaneSettings with(Replay other) {
    return new LaneSettings(
        queueBytes,
        whenFull,
        workers,
        gatherBytes,
        onFailure,
        maxAttempts,
        probeInterval,
        backoffBase,
        backoffMax,
        other);
  }

  Backoff backoff() {
    return new Backoff(backoffBase, backoffMax);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
