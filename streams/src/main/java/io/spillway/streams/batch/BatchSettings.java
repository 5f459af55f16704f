package io.spillway.streams.batch;

import io.spillway.streams.settings.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * When a batch leaves (whichever is first), and when a silent connection is given up.
 *
 * @param batchBytes from this many bytes of records on; a trigger, not a cap
 * @param batchInterval this long after its first record
 * @param readPause rest after a read that brought little; zero for none
 * @param idleTimeout how long a read may bring nothing; empty for as long as the peer likes
 */
public record BatchSettings(
    int batchBytes, Duration batchInterval, Duration readPause, Optional<Duration> idleTimeout) {
  public static final BatchSettings DEFAULT =
      new BatchSettings(32 << 10, Duration.ofMillis(100), Duration.ofMillis(10), Optional.empty());

  public BatchSettings {
    if (batchBytes < 1) {
      throw new IllegalArgumentException("batch-bytes must be at least 1");
    }
    if (batchInterval.toMillis() < 1) {
      throw new IllegalArgumentException("batch-interval must be at least 1 ms");
    }
    if (readPause.isNegative()) {
      throw new IllegalArgumentException("read-pause must not be negative");
    }
    if (idleTimeout.isPresent() && idleTimeout.get().toMillis() < 1) {
      throw new IllegalArgumentException("idle-timeout must be at least 1 ms");
    }
  }

  /** Reads them; what is out of range is a problem of the section. */
  public static BatchSettings read(Section section) {
    return new BatchSettings(
        (int) section.size("batch-bytes", 1 << 10, 16 << 20),
        section.duration("batch-interval", Duration.ofMillis(1), Duration.ofMinutes(1)),
        section.duration("read-pause", Duration.ZERO, Duration.ofSeconds(1)),
        section.optionalDuration("idle-timeout", Duration.ofSeconds(1), Duration.ofDays(7)));
  }
}
