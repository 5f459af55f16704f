package io.spillway.streams.sink.file;

import com.typesafe.config.Config;
import io.spillway.streams.sink.SettingWord;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the file sink.
 *
 * @param path the file, absolute
 * @param fsyncInterval longest time that written bytes wait for their fsync, with {@code INTERVAL}
 */
public record FileSinkSettings(Path path, Fsync fsync, Duration fsyncInterval) {

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

  /**
   * Reads them.
   *
   * @param folder what a relative path starts from
   */
  public static FileSinkSettings from(Config config, Path folder) {
    return new FileSinkSettings(
        folder.resolve(config.getString("path")).toAbsolutePath().normalize(),
        SettingWord.of(config, "fsync", Fsync.class),
        config.getDuration("fsync-interval"));
  }
}
