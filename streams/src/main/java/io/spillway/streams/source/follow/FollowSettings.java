package io.spillway.streams.source.follow;

import io.spillway.streams.settings.Section;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.file.PathPatterns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file source that follows its files.
 *
 * @param files what it shares with one that reads them once
 * @param exclude absolute paths or globs of files that are not read
 * @param pollInterval between two looks at files that were written to lately
 * @param scanInterval between two looks for files, and at those that were quiet
 * @param rotateWait how long a file that is not at its path any more may grow before it is closed
 * @param openFiles kept open at most; the others are opened when there is something to read
 * @param checkpointInterval between two writes of the checkpoint
 */
public record FollowSettings(
    FileSourceSettings files,
    List<String> exclude,
    Duration pollInterval,
    Duration scanInterval,
    Duration rotateWait,
    int openFiles,
    Duration checkpointInterval) {

  public FollowSettings {
    exclude = List.copyOf(exclude);
  }

  /** Reads them; paths start from {@code workDir}. */
  public static FollowSettings read(Section section, Path workDir) {
    Duration hour = Duration.ofHours(1);
    return new FollowSettings(
        FileSourceSettings.read(section, workDir),
        PathPatterns.read(section, "exclude", workDir),
        section.duration("poll-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        section.duration("scan-interval", Duration.ofMillis(100), hour),
        section.duration("rotate-wait", Duration.ZERO, hour),
        section.integer("open-files", 16, 1_000_000),
        section.duration("checkpoint-interval", Duration.ofMillis(10), Duration.ofMinutes(1)));
  }

  /** Defaults, for these paths. */
  public static FollowSettings of(String... paths) {
    return new FollowSettings(
        FileSourceSettings.of(paths),
        List.of(),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        1024,
        Duration.ofMillis(500));
  }
}
