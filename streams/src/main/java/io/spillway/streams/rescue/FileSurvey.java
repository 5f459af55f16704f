package io.spillway.streams.rescue;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What of a rescue file a replay would deliver.
 *
 * @param records how many
 * @param bytes of their lines
 * @param oldestMillis when the first of them was read, in Unix time
 * @param newestMillis when the last of them was
 */
public record FileSurvey(long records, long bytes, long oldestMillis, long newestMillis) {
  private static final int AT_ONCE = 1 << 20;

  /** Reads the file through, from that offset on. */
  public static FileSurvey of(Path file, long offset, RecordFilter filter) throws IOException {
    RescueLine line = new RescueLine();
    long records = 0;
    long bytes = 0;
    long oldest = Long.MAX_VALUE;
    long newest = 0;
    try (RescueLines lines = new RescueLines(file, offset, AT_ONCE)) {
      while (lines.next()) {
        while (lines.line()) {
          boolean good =
              lines.end() > lines.start() && line.read(lines.bytes(), lines.start(), lines.end());
          if (good && filter.matches(line)) {
            long time = RecordFilter.millis(line.time());
            records++;
            bytes += lines.end() + 1 - lines.start();
            oldest = Math.min(oldest, time);
            newest = Math.max(newest, time);
          }
        }
      }
    }
    return new FileSurvey(records, bytes, oldest, newest);
  }
}
