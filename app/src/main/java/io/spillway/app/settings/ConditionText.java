package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Section;
import java.util.Optional;

/** A condition as it was written. */
public record ConditionText(String text, String key, Place place) {
  static Optional<ConditionText> read(Section section, String key) {
    return section
        .optionalString(key)
        .map(text -> new ConditionText(text, section.path() + "." + key, section.place(key)));
  }
}
