package io.spillway.streams.wpl;

/**
 * Reads the time formats of logs into an {@link Instant8601}, straight from bytes. Stateless. Each
 * reader answers the position after the time, or {@link Bytes#NONE}.
 */
final class TimeFormats {
  private TimeFormats() {}

  /** Any format that the type {@code time} knows. */
  static int any(byte[] in, int at, int end, Instant8601 time) {
    if (at >= end) {
      return Bytes.NONE;
    }
    if (!Bytes.isDigit(in[at])) {
      int after =
          TimeParts.month(in, at, end, time) < 0 ? Bytes.NONE : monthFirst(in, at, end, time);
      return after >= 0 ? after : rfc2822(in, at, end, time);
    }
    int digits = Numbers.digitsEnd(in, at, Math.min(end, at + 5)) - at;
    if (digits == 4) {
      return dateFirst(in, at, end, time);
    }
    if (digits > 2 || at + digits >= end) {
      return Bytes.NONE;
    }
    return in[at + digits] == '/' ? clf(in, at, end, time) : rfc2822(in, at, end, time);
  }

  /** {@code dd/Mon/yyyy:hh:mm:ss}, with a zone if there is one. */
  static int clf(byte[] in, int at, int end, Instant8601 time) {
    if (end - at >= 20 && in[at + 2] == '/') {
      int after = clfFixed(in, at, time);
      if (after >= 0) {
        return time.isValid() ? TimeParts.zone(in, after, end, time) : Bytes.NONE;
      }
    }
    time.begin();
    int p = TimeParts.number(in, at, end, 1, 2);
    if (p < 0 || p >= end || in[p] != '/') {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, at, p);
    p = TimeParts.month(in, p + 1, end, time);
    if (p < 0 || p >= end || in[p] != '/') {
      return Bytes.NONE;
    }
    int year = p + 1;
    p = TimeParts.number(in, year, end, 4, 4);
    if (p < 0 || p >= end || (in[p] != ':' && in[p] != ' ')) {
      return Bytes.NONE;
    }
    time.year = Numbers.value(in, year, p);
    return clockAndZone(in, p + 1, end, time);
  }

  /** All two and four digits wide: no search. */
  private static int clfFixed(byte[] in, int at, Instant8601 time) {
    time.begin();
    if (!time.isDateOf(in, at) && !clfDate(in, at, time)) {
      return Bytes.NONE;
    }
    int hour = TimeParts.two(in, at + 12);
    int minute = TimeParts.two(in, at + 15);
    int second = TimeParts.two(in, at + 18);
    if ((hour | minute | second) < 0
        || in[at + 11] != ':'
        || in[at + 14] != ':'
        || in[at + 17] != ':') {
      return Bytes.NONE;
    }
    time.hour = hour;
    time.minute = minute;
    time.second = second;
    return at + 20;
  }

  private static boolean clfDate(byte[] in, int at, Instant8601 time) {
    int day = TimeParts.two(in, at);
    int month = TimeParts.monthNumber(in, at + 3);
    int century = TimeParts.two(in, at + 7);
    int year = TimeParts.two(in, at + 9);
    if ((day | month | century | year) < 0 || in[at + 2] != '/' || in[at + 6] != '/') {
      return false;
    }
    time.day = day;
    time.month = month;
    time.year = century * 100 + year;
    time.keepDate(in, at);
    return true;
  }

  /** RFC 3339: {@code yyyy-mm-ddThh:mm:ss[.fraction](Z|+hh:mm)}. */
  static int rfc3339(byte[] in, int at, int end, Instant8601 time) {
    int after = dateFirst(in, at, end, time);
    return after < 0
            || time.zone == Instant8601.NO_ZONE
            || in[at + 4] != '-'
            || ((in[at + 10] | 0x20) != 't' && in[at + 10] != ' ')
        ? Bytes.NONE
        : after;
  }

  /** {@code y-m-d} or {@code y/m/d}, a {@code T} or blanks, {@code h:m:s}, and a zone if any. */
  static int dateFirst(byte[] in, int at, int end, Instant8601 time) {
    time.begin();
    int p = TimeParts.number(in, at, end, 4, 4);
    if (p < 0 || p >= end || (in[p] != '-' && in[p] != '/')) {
      return Bytes.NONE;
    }
    byte mark = in[p];
    time.year = Numbers.value(in, at, p);
    int month = p + 1;
    p = TimeParts.number(in, month, end, 1, 2);
    if (p < 0 || p >= end || in[p] != mark) {
      return Bytes.NONE;
    }
    time.month = Numbers.value(in, month, p);
    int day = p + 1;
    p = TimeParts.number(in, day, end, 1, 2);
    if (p < 0 || p >= end) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    int clock = (in[p] | 0x20) == 't' ? p + 1 : TimeParts.blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  /** {@code Mon d [yyyy] h:m:s}, with a zone if there is one. */
  static int monthFirst(byte[] in, int at, int end, Instant8601 time) {
    time.begin();
    int p = TimeParts.month(in, at, end, time);
    int day = p < 0 ? Bytes.NONE : TimeParts.blanks(in, p, end);
    if (day <= p) {
      return Bytes.NONE;
    }
    p = TimeParts.number(in, day, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    if (p < end && in[p] == ',') {
      p++;
    }
    int next = TimeParts.blanks(in, p, end);
    if (next == p) {
      return Bytes.NONE;
    }
    p = TimeParts.number(in, next, end, 4, 4);
    if (p < 0) {
      return clockAndZone(in, next, end, time);
    }
    time.year = Numbers.value(in, next, p);
    int clock = TimeParts.blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  /** RFC 2822: {@code [Day, ]d Mon yyyy hh:mm[:ss] zone}. */
  static int rfc2822(byte[] in, int at, int end, Instant8601 time) {
    time.begin();
    int p = TimeParts.weekday(in, at, end);
    int day = p;
    p = TimeParts.number(in, day, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    int next = TimeParts.blanks(in, p, end);
    p = next == p ? Bytes.NONE : TimeParts.month(in, next, end, time);
    int year = p < 0 ? Bytes.NONE : TimeParts.blanks(in, p, end);
    p = year <= p ? Bytes.NONE : TimeParts.number(in, year, end, 4, 4);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.year = Numbers.value(in, year, p);
    int clock = TimeParts.blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  private static int clockAndZone(byte[] in, int at, int end, Instant8601 time) {
    int p = TimeParts.clock(in, at, end, time);
    return p < 0 || !time.isValid() ? Bytes.NONE : TimeParts.zone(in, p, end, time);
  }
}
