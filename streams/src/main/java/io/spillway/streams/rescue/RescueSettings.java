package io.spillway.streams.rescue;

import io.spillway.streams.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The rescue store; see the keys in {@code reference.conf}.
 *
 * @param folder absolute; rejected records are in {@code rejected} below it
 * @param fileBytes a file is closed at this size
 * @param fileAge ... or this long after it was begun
 * @param quota most bytes of all files together
 * @param minFree bytes of the disk that stay free
 * @param scanInterval how often files that come back by themselves are looked for
 */
public record RescueSettings(
    Path folder,
    long fileBytes,
    Duration fileAge,
    OptionalLong quota,
    long minFree,
    Duration scanInterval) {

  public RescueSettings {
    if (!folder.isAbsolute()) {
      throw new IllegalArgumentException("the rescue folder must be absolute");
    }
    if (fileBytes < 1 || fileAge.toMillis() < 1 || minFree < 0) {
      throw new IllegalArgumentException("file-bytes and file-age must be positive");
    }
  }

  /** Reads them; relative folders are in the data folder. */
  public static RescueSettings read(Section section, Path dataDir) {
    return new RescueSettings(
        dataDir.resolve(section.string("folder")).normalize(),
        section.size("file-bytes", 64 << 10, 64L << 30),
        section.duration("file-age", Duration.ofSeconds(1), Duration.ofDays(30)),
        section.optionalSize("quota", 1 << 20, 1L << 50),
        section.size("min-free", 0, 1L << 50),
        section.duration("scan-interval", Duration.ofMillis(10), Duration.ofDays(1)));
  }

  /** Where records that sinks refused for good are. */
  public Path rejected() {
    return folder.resolve("rejected");
  }
}
