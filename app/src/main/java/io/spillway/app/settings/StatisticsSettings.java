package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.time.Duration;

/** Over which span misses are counted before one warning says so. */
public record StatisticsSettings(Duration window) {
  static StatisticsSettings read(Section section) {
    return new StatisticsSettings(
        section.duration("window", Duration.ofMillis(100), Duration.ofHours(24)));
  }
}
