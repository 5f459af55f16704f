package io.spillway.streams.sink.file;

import io.spillway.streams.settings.Section;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the file sink.
 *
 * @param path the file, absolute; with places for fields it names many
 * @param fsyncInterval longest time that written bytes wait for their fsync, with {@code INTERVAL}
 * @param maxOpenFiles how many of many files are open at once
 */
public record FileSinkSettings(
    Path path, Fsync fsync, Duration fsyncInterval, RotationSettings rotation, int maxOpenFiles) {

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  /** When bytes are made to outlive a crash of the machine; all outlive one of the process. */
  public enum Fsync {
    NEVER,
    INTERVAL,
    /** Before records count as delivered. */
    BATCH
  }

  public FileSinkSettings {
    if (!path.isAbsolute() || path.getFileName() == null) {
      throw new IllegalArgumentException("path must be an absolute file name");
    }
    if (fsyncInterval.toMillis() < 1) {
      throw new IllegalArgumentException("fsync-interval must be at least 1 ms");
    }
  }

  /** Reads them but the path. */
  public static FileSinkSettings read(Section section, Path path) {
    return new FileSinkSettings(
        path,
        section.choice("fsync", Fsync.class),
        section.duration("fsync-interval", SHORTEST_INTERVAL, LONGEST_INTERVAL),
        RotationSettings.read(section),
        section.integer("max-open-files", 1, 10_000));
  }

  /** Reads those of a single file that never rotates, but the path. */
  public static FileSinkSettings readSingle(Section section, Path path) {
    return new FileSinkSettings(
        path,
        section.choice("fsync", Fsync.class),
        section.duration("fsync-interval", SHORTEST_INTERVAL, LONGEST_INTERVAL),
        RotationSettings.OFF,
        1);
  }

  /** The same for one of many files. */
  FileSinkSettings at(Path one) {
    return new FileSinkSettings(one, fsync, fsyncInterval, rotation, maxOpenFiles);
  }
}
