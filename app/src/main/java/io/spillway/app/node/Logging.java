package io.spillway.app.node;

import io.spillway.app.settings.LoggingSettings;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Hands settings to {@code logback.xml} as system properties; must run before the first logger is
 * made.
 */
final class Logging {
  private static final String PREFIX = "spillway.log.";

  private Logging() {}

  /**
   * Sets them.
   *
   * @param name of the log file, without {@code .log}
   */
  static void configure(LoggingSettings settings, Path logDir, String name) {
    System.setProperty(PREFIX + "file", "rolling");
    System.setProperty(PREFIX + "name", name);
    System.setProperty(PREFIX + "dir", logDir.toString());
    System.setProperty(PREFIX + "ctrl", settings.ctrl().name());
    System.setProperty(PREFIX + "data", settings.data().name());
    System.setProperty(PREFIX + "format", settings.format().name().toLowerCase(Locale.ROOT));
    System.setProperty(PREFIX + "max-bytes", Long.toString(settings.maxBytes()));
    System.setProperty(PREFIX + "max-files", Integer.toString(settings.maxFiles()));
    System.setProperty(
        PREFIX + "total-bytes", Long.toString(settings.maxBytes() * settings.maxFiles()));
  }
}
