package io.spillway.streams.rescue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * Which records of rescue files are meant.
 *
 * @param reasons words of the reasons they may have; empty: any
 * @param sinceMillis Unix time of the oldest one
 * @param untilMillis Unix time behind the newest one
 */
public record RecordFilter(List<String> reasons, long sinceMillis, long untilMillis) {
  public static final RecordFilter ANY = new RecordFilter(List.of(), 0, Long.MAX_VALUE);

  public RecordFilter {
    reasons = List.copyOf(reasons);
  }

  /** Whether every record is meant. */
  public boolean everything() {
    return reasons.isEmpty() && sinceMillis == 0 && untilMillis == Long.MAX_VALUE;
  }

  /** Whether the line's record is meant; one without a time that can be read is of 1970. */
  public boolean matches(RescueLine line) {
    long time = everything() ? 0 : millis(line.time());
    return (reasons.isEmpty() || reasons.contains(line.reason()))
        && time >= sinceMillis
        && time < untilMillis;
  }

  static long millis(String time) {
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeException mended) { // somebody wrote another time: the record matters more
      return 0;
    }
  }
}
