package io.spillway.streams.flow;

import com.typesafe.config.Config;
import io.spillway.streams.sink.SettingWord;
import java.time.Duration;

/**
 * How a lane behaves; see the keys in {@code reference.conf}.
 *
 * @param queueBytes bytes of memory that queued and unsettled batches may pin
 * @param gatherBytes bytes of records that a worker takes at once
 * @param backoffBase longest wait before the first retry
 * @param backoffMax longest wait between retries
 */
public record LaneSettings(
    long queueBytes,
    WhenFull whenFull,
    int workers,
    long gatherBytes,
    OnFailure onFailure,
    Duration backoffBase,
    Duration backoffMax) {

  /** What happens to an offer that does not fit. */
  public enum WhenFull {
    /** It waits. */
    BACKPRESSURE,
    /** It is discarded and counted {@code queue_full}. */
    DISCARD
  }

  /** What happens to records that the sink does not take now. */
  public enum OnFailure {
    /** They are tried again for ever; sources wait. */
    RETRY,
    /** They are discarded and counted under the sink's reason. */
    TOLERATE,
    /** The node drains and ends; they are tried again until then. */
    STOP
  }

  public LaneSettings {
    require(queueBytes >= 64 << 10, "queue-bytes must be at least 64 KiB");
    require(workers >= 1 && workers <= 64, "workers must be 1 to 64");
    require(gatherBytes >= 1 << 10, "gather-bytes must be at least 1 KiB");
    require(backoffBase.toMillis() >= 1, "backoff-base must be at least 1 ms");
    require(backoffMax.compareTo(backoffBase) >= 0, "backoff-max must not be below backoff-base");
  }

  public static LaneSettings from(Config config) {
    return new LaneSettings(
        config.getBytes("queue-bytes"),
        SettingWord.of(config, "when-full", WhenFull.class),
        config.getInt("workers"),
        config.getBytes("gather-bytes"),
        SettingWord.of(config, "on-failure", OnFailure.class),
        config.getDuration("backoff-base"),
        config.getDuration("backoff-max"));
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
