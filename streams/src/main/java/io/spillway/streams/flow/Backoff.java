package io.spillway.streams.flow;

import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential with full jitter, so that many lanes that
 * failed together do not come back together.
 *
 * @param base longest wait before the first retry
 * @param max longest wait at all
 */
record Backoff(Duration base, Duration max) {
  /**
   * The wait after that many failures.
   *
   * @param attempt number of attempts that failed in a row, from 1
   * @param random in [0, 1)
   */
  Duration before(int attempt, double random) {
    double longest =
        Math.min((double) max.toMillis(), base.toMillis() * Math.pow(2, attempt - 1.0));
    return Duration.ofMillis(1 + (long) (random * longest));
  }
}
