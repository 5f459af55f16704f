package io.spillway.streams.source.stdin;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Section;

/**
 * A source of records on standard input.
 *
 * @param chunkBytes most that is read at once
 */
public record StdinSourceSettings(FramingSettings framing, int chunkBytes) {
  /** Reads them; what is out of range is a problem of the section. */
  public static StdinSourceSettings read(Section section) {
    return new StdinSourceSettings(
        FramingSettings.read(section, section.choice("framing", FramingKind.class)),
        (int) section.size("chunk-bytes", 4 << 10, 16 << 20));
  }
}
