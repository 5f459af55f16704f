package io.spillway.app.settings;

import io.spillway.streams.settings.Section;

/** What is logged, how it looks on the console, and how large the log file grows. */
public record LoggingSettings(Level ctrl, Level data, Format format, long maxBytes, int maxFiles) {
  /** From quiet to talkative. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** How the console shows log lines. */
  public enum Format {
    TEXT,
    JSON
  }

  static LoggingSettings read(Section section) {
    return new LoggingSettings(
        section.choice("ctrl", Level.class),
        section.choice("data", Level.class),
        section.choice("format", Format.class),
        section.size("max-bytes", 64 << 10, 10L << 30),
        section.integer("max-files", 1, 1000));
  }
}
