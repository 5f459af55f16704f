package io.spillway.streams.route;

/**
 * ISO 8601 times read from bytes, as nanoseconds since 1970 UTC: {@code 2026-01-31T12:00:00}, with
 * or without a fraction, and {@code Z}, {@code +01:00}, {@code +0100} or nothing, which is UTC. A
 * date alone is its first moment. Stateless, makes no object.
 */
final class TimeSpan {
  static final long NONE = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000_000L;

  private TimeSpan() {}

  /** The time, or {@link #NONE}. */
  static long nanos(byte[] in, int start, int end) {
    int year = digits(in, start, end, 4);
    int month = digits(in, start + 5, end, 2);
    int day = digits(in, start + 8, end, 2);
    boolean date =
        year >= 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= 31
            && in[start + 4] == '-'
            && in[start + 7] == '-';
    if (!date) {
      return NONE;
    }
    long days = epochDay(year, month, day);
    if (end - start == 10) {
      return days * 86_400 * SECOND;
    }
    int hour = digits(in, start + 11, end, 2);
    int minute = digits(in, start + 14, end, 2);
    int second = digits(in, start + 17, end, 2);
    boolean time =
        hour >= 0
            && minute >= 0
            && second >= 0
            && (in[start + 10] == 'T' || in[start + 10] == ' ')
            && in[start + 13] == ':'
            && in[start + 16] == ':';
    if (!time) {
      return NONE;
    }
    long nanos = (((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND;
    int zone = endOfFraction(in, start + 19, end);
    long offset = zoneSeconds(in, zone, end);
    return offset == NONE ? NONE : nanos + fraction(in, start + 19, zone) - offset * SECOND;
  }

  private static int endOfFraction(byte[] in, int from, int end) {
    int at = from;
    if (at < end && (in[at] == '.' || in[at] == ',')) {
      at++;
      while (at < end && in[at] >= '0' && in[at] <= '9') {
        at++;
      }
    }
    return at;
  }

  private static long fraction(byte[] in, int start, int end) {
    long nanos = 0;
    long unit = SECOND / 10;
    for (int at = start + 1; at < end; at++) {
      nanos += (in[at] - '0') * unit;
      unit /= 10;
    }
    return nanos;
  }

  private static long zoneSeconds(byte[] in, int start, int end) {
    if (start == end || (in[start] == 'Z' && start + 1 == end)) {
      return 0;
    }
    int colon = end - start == 6 && in[start + 3] == ':' ? 1 : 0;
    int hours = digits(in, start + 1, end, 2);
    int minutes = digits(in, start + 3 + colon, end, 2);
    boolean zone =
        (in[start] == '+' || in[start] == '-')
            && end - start == 5 + colon
            && hours >= 0
            && minutes >= 0;
    if (!zone) {
      return NONE;
    }
    int seconds = (hours * 60 + minutes) * 60;
    return in[start] == '-' ? -seconds : seconds;
  }

  private static int digits(byte[] in, int start, int end, int count) {
    if (start + count > end) {
      return -1;
    }
    int value = 0;
    for (int at = start; at < start + count; at++) {
      if (in[at] < '0' || in[at] > '9') {
        return -1;
      }
      value = value * 10 + in[at] - '0';
    }
    return value;
  }

  /** Days since 1970-01-01, proleptic Gregorian, counting years from March. */
  private static long epochDay(int year, int month, int day) {
    long y = month > 2 ? year : year - 1L;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }
}
