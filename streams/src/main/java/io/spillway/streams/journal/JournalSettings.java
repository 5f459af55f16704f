package io.spillway.streams.journal;

import io.spillway.streams.settings.Section;

/**
 * Whether a source keeps a journal, and how much of it there may be.
 *
 * @param bytes most bytes of all its segments; at so many the source reads no further
 */
public record JournalSettings(boolean on, long bytes) {
  public static final JournalSettings OFF = new JournalSettings(false, 1L << 30);

  private static final String KEY = "journal";
  private static final long USUAL_SEGMENT = 32 << 20;

  private enum Switch {
    OFF,
    ON
  }

  public JournalSettings {
    if (bytes < 1) {
      throw new IllegalArgumentException("a journal needs room");
    }
  }

  /** Reads them; what is out of range is a problem of the section. */
  public static JournalSettings read(Section section) {
    return new JournalSettings(isOn(section), section.size("journal-bytes", 64L << 20, 1L << 50));
  }

  /** For a source that can't have one: {@code why} is the problem if it is to be on. */
  public static void refuse(Section section, String why) {
    if (section.isWritten(KEY) && isOn(section)) {
      section.problem(KEY, why);
    }
  }

  private static boolean isOn(Section section) {
    return section.choice(KEY, Switch.class) == Switch.ON;
  }

  /** A segment is closed at this size; there are at least 8 of them and about 64 at most. */
  long segmentBytes() {
    return Math.max(Math.max(1, bytes / 64), Math.min(USUAL_SEGMENT, bytes / 8));
  }
}
