package io.spillway.streams.sink.net;

import io.spillway.streams.settings.Section;
import java.time.Duration;

/**
 * Settings of sinks that send over a connection.
 *
 * @param sendBuffer bytes kept to be sent again after a break
 * @param connectTimeout longest wait for a connection
 * @param writeTimeout how long the receiver may take nothing; zero: for ever
 * @param trial how long a new connection has to stand before what it took counts
 */
public record ConnectionSettings(
    WireFraming framing,
    long sendBuffer,
    Duration connectTimeout,
    Duration writeTimeout,
    Duration trial) {
  private static final long LEAST_BUFFER = 256 << 10;
  private static final long MOST_BUFFER = 256 << 20;
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration LONGEST_TRIAL = Duration.ofMinutes(1);

  public static ConnectionSettings read(Section section) {
    return new ConnectionSettings(
        section.choice("framing", WireFraming.class),
        section.size("send-buffer", LEAST_BUFFER, MOST_BUFFER),
        section.duration("connect-timeout", LEAST, MOST),
        section.optionalDuration("write-timeout", LEAST, MOST).orElse(Duration.ZERO),
        section.duration("trial", LEAST, LONGEST_TRIAL));
  }
}
