package io.spillway.streams.rescue;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a rescue file holds.
 *
 * @param records lines with the right CRC that are still to be delivered
 * @param bad lines without
 * @param empty empty lines
 */
public record LineCount(long records, long bad, long empty) {
  private static final int AT_ONCE = 1 << 20;

  /** Reads the file through. */
  public static LineCount of(Path file) throws IOException {
    return of(file, 0);
  }

  /**
   * Reads the file through. What a replay delivered of it, before {@code done}, is no record of it
   * any more, whatever became of those lines since; what the replay could not read there still is.
   */
  public static LineCount of(Path file, long done) throws IOException {
    LineCheck check = new LineCheck();
    RescueLine line = new RescueLine();
    long records = 0;
    long bad = 0;
    long empty = 0;
    try (RescueLines lines = new RescueLines(file, 0, AT_ONCE)) {
      while (lines.next()) {
        while (lines.line()) {
          if (lines.start() == lines.end()) {
            empty++;
          } else if (check.whole(lines.bytes(), lines.start(), lines.end())) {
            boolean left =
                lines.lineOffset() >= done || !line.read(lines.bytes(), lines.start(), lines.end());
            records += left ? 1 : 0;
          } else {
            bad++;
          }
        }
      }
    }
    return new LineCount(records, bad, empty);
  }
}
