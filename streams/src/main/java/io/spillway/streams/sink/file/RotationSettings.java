package io.spillway.streams.sink.file;

import io.spillway.streams.settings.Section;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When a file ends and another begins, and what becomes of the ended ones.
 *
 * @param bytes size that a file is not to exceed
 * @param interval span of time that one file is for, from a multiple of itself in UTC
 * @param keepFiles how many rotated files are kept
 * @param keepAge how long rotated files are kept
 */
public record RotationSettings(
    OptionalLong bytes,
    Optional<Duration> interval,
    Compression compression,
    OptionalInt keepFiles,
    Optional<Duration> keepAge) {
  private static final String BYTES = "rotate-bytes";
  private static final String INTERVAL = "rotate-interval";
  private static final String COMPRESS = "compress";
  private static final String KEEP_FILES = "keep-files";
  private static final String KEEP_AGE = "keep-age";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(3660);

  /** One file for ever. */
  public static final RotationSettings OFF =
      new RotationSettings(
          OptionalLong.empty(),
          Optional.empty(),
          Compression.NONE,
          OptionalInt.empty(),
          Optional.empty());

  static RotationSettings read(Section section) {
    OptionalLong keep = section.optionalNumber(KEEP_FILES, 1, 1_000_000);
    RotationSettings settings =
        new RotationSettings(
            section.optionalSize(BYTES, 4 << 10, 1L << 40),
            section.optionalDuration(INTERVAL, SECOND, MOST),
            section.choice(COMPRESS, Compression.class),
            keep.isPresent() ? OptionalInt.of((int) keep.getAsLong()) : OptionalInt.empty(),
            section.optionalDuration(KEEP_AGE, SECOND, MOST));
    if (!section.isWritten(BYTES) && !section.isWritten(INTERVAL) && !settings.on()) {
      onlyOfEndedFiles(section, COMPRESS, settings.compression() != Compression.NONE);
      onlyOfEndedFiles(section, KEEP_FILES, settings.keepFiles().isPresent());
      onlyOfEndedFiles(section, KEEP_AGE, settings.keepAge().isPresent());
    }
    return settings;
  }

  /** A default of many sinks may be for those that rotate. */
  private static void onlyOfEndedFiles(Section section, String key, boolean isSet) {
    if (isSet && section.isWritten(key)) {
      section.problem(key, "does nothing without rotate-bytes or rotate-interval: no file ends");
    }
  }

  boolean on() {
    return bytes.isPresent() || interval.isPresent();
  }

  /**
   * Whether live files could look like ended ones of others.
   *
   * @param tail a sample of what follows the last value of their names
   */
  public boolean mixesUp(String tail) {
    return on() && RotatedFiles.mayEndWith(tail);
  }

  /** Whether a file of that size, begun then, ends before so many more bytes. */
  boolean due(long size, long more, long begunMillis, long nowMillis) {
    if (size == 0) {
      return false;
    }
    if (bytes.isPresent() && size + more > bytes.getAsLong()) {
      return true;
    }
    long span = interval.map(Duration::toMillis).orElse(Long.MAX_VALUE);
    return Math.floorDiv(begunMillis, span) != Math.floorDiv(nowMillis, span);
  }
}
