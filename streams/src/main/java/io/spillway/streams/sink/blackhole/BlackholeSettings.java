package io.spillway.streams.sink.blackhole;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the blackhole sink.
 *
 * @param sleep how long each record takes
 */
public record BlackholeSettings(Duration sleep) {
  public BlackholeSettings {
    if (sleep.isNegative()) {
      throw new IllegalArgumentException("sleep-ms must not be negative");
    }
  }

  public static BlackholeSettings from(Config config) {
    return new BlackholeSettings(Duration.ofMillis(config.getLong("sleep-ms")));
  }
}
