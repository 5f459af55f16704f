package io.spillway.app.settings;

import io.spillway.streams.settings.Section;

/**
 * How much live looks at records may take.
 *
 * @param mostOpen taps open at once
 * @param perSecond records that each one shows at most
 */
public record TapSettings(int mostOpen, int perSecond) {
  static TapSettings read(Section section) {
    return new TapSettings(
        section.integer("most-open", 0, 64), section.integer("records-per-second", 1, 100_000));
  }
}
