package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A time as it was read: its parts, and how they are spelled in ISO 8601. Used again for each time;
 * one per {@link Run}.
 */
final class Instant8601 {
  static final int NO_ZONE = Integer.MIN_VALUE;
  static final int NO_YEAR = -1;
  private static final byte[] TENS = new byte[100];
  private static final byte[] ONES = new byte[100];

  static {
    for (int i = 0; i < 100; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;

  /** The fraction's digits in the input, empty if there are none. */
  int fractionStart;

  int fractionEnd;

  private long keptStart;
  private long keptEnd;
  private int keptYear;
  private int keptMonth;
  private int keptDay;

  /** Minutes east of UTC, or {@link #NO_ZONE}. */
  int zone;

  void begin() {
    year = NO_YEAR;
    fractionStart = 0;
    fractionEnd = 0;
    zone = NO_ZONE;
    second = 0;
  }

  /**
   * Takes the date of the CLF time before, if the eleven bytes of the date at {@code at} are the
   * same: lines of one log mostly are of one day.
   */
  boolean isDateOf(byte[] in, int at) {
    if (Bytes.word(in, at) != keptStart || Bytes.word(in, at + 3) != keptEnd) {
      return false;
    }
    year = keptYear;
    month = keptMonth;
    day = keptDay;
    return true;
  }

  void keepDate(byte[] in, int at) {
    keptStart = Bytes.word(in, at);
    keptEnd = Bytes.word(in, at + 3);
    keptYear = year;
    keptMonth = month;
    keptDay = day;
  }

  boolean isValid() {
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= DAYS[month - 1]
        && (day < 29 || month != 2 || year == NO_YEAR || isLeap(year))
        && hour < 24
        && minute < 60
        && second <= 60;
  }

  private static boolean isLeap(int year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Gives a time without a year the one that puts it nearest to {@code nowMillis}. */
  void guessYear(long nowMillis) {
    int now = LocalDate.ofEpochDay(Math.floorDiv(nowMillis, 86_400_000L)).getYear();
    long best = Long.MAX_VALUE;
    int around = month == 2 && day == 29 ? 8 : 1;
    for (int candidate = now - around; candidate <= now + around; candidate++) {
      if (month == 2 && day == 29 && !isLeap(candidate)) {
        continue;
      }
      long seconds =
          LocalDate.of(candidate, month, day).toEpochDay() * 86_400L
              + hour * 3_600L
              + minute * 60L
              + second
              - (zone == NO_ZONE ? 0 : zone * 60L);
      long distance = Math.abs(seconds * 1000 - nowMillis);
      if (distance < best) {
        best = distance;
        year = candidate;
      }
    }
  }

  /** Takes the parts of a Unix time. */
  void ofUnixSeconds(long seconds) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L));
    int ofDay = (int) Math.floorMod(seconds, 86_400L);
    year = date.getYear();
    month = date.getMonthValue();
    day = date.getDayOfMonth();
    hour = ofDay / 3_600;
    minute = ofDay / 60 % 60;
    second = ofDay % 60;
    zone = ZoneOffset.UTC.getTotalSeconds();
  }

  /** Adds the time as a field, spelled in scratch. */
  void emit(Run run, Field field) {
    Events events = run.events;
    int fraction = fractionEnd - fractionStart;
    byte[] out = events.scratch(32 + fraction);
    int start = events.scratchLength();
    int to = start;
    two(out, to, year / 100);
    two(out, to + 2, year % 100);
    out[to + 4] = '-';
    two(out, to + 5, month);
    out[to + 7] = '-';
    two(out, to + 8, day);
    out[to + 10] = 'T';
    two(out, to + 11, hour);
    out[to + 13] = ':';
    two(out, to + 14, minute);
    out[to + 16] = ':';
    two(out, to + 17, second);
    to += 19;
    if (fraction > 0) {
      out[to++] = '.';
      System.arraycopy(run.in, fractionStart, out, to, fraction);
      to += fraction;
    }
    to = writeZone(out, to);
    events.keepScratch(to - start);
    run.emit(field, FieldType.TIME, Events.IN_SCRATCH, start, to);
  }

  private int writeZone(byte[] out, int at) {
    if (zone == NO_ZONE) {
      return at;
    }
    if (zone == 0) {
      out[at] = 'Z';
      return at + 1;
    }
    int minutes = Math.abs(zone);
    out[at] = (byte) (zone < 0 ? '-' : '+');
    two(out, at + 1, minutes / 60);
    out[at + 3] = ':';
    two(out, at + 4, minutes % 60);
    return at + 6;
  }

  private static void two(byte[] out, int at, int value) {
    out[at] = TENS[value];
    out[at + 1] = ONES[value];
  }
}
