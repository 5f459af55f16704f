package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.time.Duration;
import java.util.Optional;

/** How a TCP source listens, frames and batches. */
public record TcpSourceSettings(
    String host,
    int port,
    Framing framing,
    int maxRecordBytes,
    TooLong tooLong,
    int maxConnections,
    int batchBytes,
    Duration batchInterval,
    Optional<Duration> idleTimeout,
    Duration linger,
    Optional<Long> rateLimit) {
  private static final Duration MILLI = Duration.ofMillis(1);

  /** How records are told apart. */
  public enum Framing {
    NEWLINE,
    OCTET_COUNTED,
    AUTO
  }

  /** What becomes of a record that is too long. */
  public enum TooLong {
    TRUNCATE,
    DISCARD,
    SPLIT
  }

  static TcpSourceSettings read(Section section) {
    return new TcpSourceSettings(
        section.string("host"),
        section.integer("port", 1, 65_535),
        section.choice("framing", Framing.class),
        (int) section.size("max-record-bytes", 64, 256 << 20),
        section.choice("too-long", TooLong.class),
        section.integer("max-connections", 1, 100_000),
        (int) section.size("batch-bytes", 1 << 10, 16 << 20),
        section.duration("batch-interval", MILLI, Duration.ofSeconds(60)),
        section.optionalDuration("idle-timeout", Duration.ofSeconds(1), Duration.ofDays(7)),
        section.duration("linger", Duration.ZERO, Duration.ofSeconds(60)),
        section.optionalNumber("rate-limit", 1, 1_000_000_000));
  }
}
