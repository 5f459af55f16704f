package io.spillway.streams.sink.blackhole;

import io.spillway.streams.settings.Section;
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

  public static BlackholeSettings read(Section section) {
    return new BlackholeSettings(Duration.ofMillis(section.integer("sleep-ms", 0, 60_000)));
  }
}
