package io.spillway.app.gen;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * How much to send and how fast.
 *
 * @param count lines in all; without it the duration ends it
 * @param rate lines per second in all; without it as fast as they are taken
 * @param period of the profile
 * @param stopped asked now and then, ends the sending early
 */
public record Plan(
    OptionalLong count,
    Optional<Duration> duration,
    OptionalDouble rate,
    Profile profile,
    Duration period,
    BooleanSupplier stopped) {

  /** Lines due on one of {@code connections} after so many nanoseconds. */
  long due(long nanos, int connection, int connections) {
    long all = count.orElse(Long.MAX_VALUE / 2);
    if (rate.isPresent()) {
      double seconds = nanos / 1e9;
      double due = profile.due(rate.getAsDouble(), period.toNanos() / 1e9, seconds);
      all = Math.min(all, (long) due + 1);
    }
    return all / connections + (connection < all % connections ? 1 : 0);
  }

  /** Lines that one of {@code connections} sends in all. */
  long share(int connection, int connections) {
    long all = count.orElse(Long.MAX_VALUE / 2);
    return all / connections + (connection < all % connections ? 1 : 0);
  }
}
