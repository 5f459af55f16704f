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
      int after = month(in, at, end, time) < 0 ? Bytes.NONE : monthFirst(in, at, end, time);
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
        return time.isValid() ? zone(in, after, end, time) : Bytes.NONE;
      }
    }
    time.begin();
    int p = number(in, at, end, 1, 2);
    if (p < 0 || p >= end || in[p] != '/') {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, at, p);
    p = month(in, p + 1, end, time);
    if (p < 0 || p >= end || in[p] != '/') {
      return Bytes.NONE;
    }
    int year = p + 1;
    p = number(in, year, end, 4, 4);
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
    int hour = two(in, at + 12);
    int minute = two(in, at + 15);
    int second = two(in, at + 18);
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
    int day = two(in, at);
    int month = monthNumber(in, at + 3);
    int century = two(in, at + 7);
    int year = two(in, at + 9);
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
    int p = number(in, at, end, 4, 4);
    if (p < 0 || p >= end || (in[p] != '-' && in[p] != '/')) {
      return Bytes.NONE;
    }
    byte mark = in[p];
    time.year = Numbers.value(in, at, p);
    int month = p + 1;
    p = number(in, month, end, 1, 2);
    if (p < 0 || p >= end || in[p] != mark) {
      return Bytes.NONE;
    }
    time.month = Numbers.value(in, month, p);
    int day = p + 1;
    p = number(in, day, end, 1, 2);
    if (p < 0 || p >= end) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    int clock = (in[p] | 0x20) == 't' ? p + 1 : blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  /** {@code Mon d [yyyy] h:m:s}, with a zone if there is one. */
  static int monthFirst(byte[] in, int at, int end, Instant8601 time) {
    time.begin();
    int p = month(in, at, end, time);
    int day = p < 0 ? Bytes.NONE : blanks(in, p, end);
    if (day <= p) {
      return Bytes.NONE;
    }
    p = number(in, day, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    if (p < end && in[p] == ',') {
      p++;
    }
    int next = blanks(in, p, end);
    if (next == p) {
      return Bytes.NONE;
    }
    p = number(in, next, end, 4, 4);
    if (p < 0) {
      return clockAndZone(in, next, end, time);
    }
    time.year = Numbers.value(in, next, p);
    int clock = blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  /** RFC 2822: {@code [Day, ]d Mon yyyy hh:mm[:ss] zone}. */
  static int rfc2822(byte[] in, int at, int end, Instant8601 time) {
    time.begin();
    int p = weekday(in, at, end);
    int day = p;
    p = number(in, day, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.day = Numbers.value(in, day, p);
    int next = blanks(in, p, end);
    p = next == p ? Bytes.NONE : month(in, next, end, time);
    int year = p < 0 ? Bytes.NONE : blanks(in, p, end);
    p = year <= p ? Bytes.NONE : number(in, year, end, 4, 4);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.year = Numbers.value(in, year, p);
    int clock = blanks(in, p, end);
    return clock == p ? Bytes.NONE : clockAndZone(in, clock, end, time);
  }

  private static int weekday(byte[] in, int at, int end) {
    int p = at;
    while (p < end && p < at + 3 && Bytes.isLetter(in[p])) {
      p++;
    }
    if (p == at + 3 && p < end && in[p] == ',') {
      return blanks(in, p + 1, end);
    }
    return at;
  }

  private static int clockAndZone(byte[] in, int at, int end, Instant8601 time) {
    int p = clock(in, at, end, time);
    return p < 0 || !time.isValid() ? Bytes.NONE : zone(in, p, end, time);
  }

  /** {@code h:m[:s[.fraction]]}. */
  private static int clock(byte[] in, int at, int end, Instant8601 time) {
    int p = number(in, at, end, 1, 2);
    if (p < 0 || p >= end || in[p] != ':') {
      return Bytes.NONE;
    }
    time.hour = Numbers.value(in, at, p);
    int minute = p + 1;
    p = number(in, minute, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.minute = Numbers.value(in, minute, p);
    if (p >= end || in[p] != ':') {
      return p;
    }
    int second = p + 1;
    p = number(in, second, end, 1, 2);
    if (p < 0) {
      return Bytes.NONE;
    }
    time.second = Numbers.value(in, second, p);
    if (p + 1 < end && (in[p] == '.' || in[p] == ',') && Bytes.isDigit(in[p + 1])) {
      int after = Numbers.digitsEnd(in, p + 1, end);
      if (in[p] == '.' || (after - p - 1 >= 3 && after - p - 1 <= 9)) {
        time.fractionStart = p + 1;
        time.fractionEnd = after;
        return after;
      }
    }
    return p;
  }

  /** A zone right behind the time or after a blank; {@code at} itself if there is none. */
  private static int zone(byte[] in, int at, int end, Instant8601 time) {
    if (at >= end) {
      return at;
    }
    if ((in[at] | 0x20) == 'z' && (at + 1 == end || !Bytes.isWord(in[at + 1]))) {
      time.zone = 0;
      return at + 1;
    }
    int p = in[at] == ' ' ? at + 1 : at;
    int after = offset(in, p, end, time);
    if (after < 0 && p > at) {
      after = utcName(in, p, end, time);
    }
    return after < 0 ? at : after;
  }

  private static int offset(byte[] in, int at, int end, Instant8601 time) {
    if (end - at < 5 || (in[at] != '+' && in[at] != '-')) {
      return Bytes.NONE;
    }
    int minuteAt = in[at + 3] == ':' ? at + 4 : at + 3;
    if (minuteAt + 2 > end || (minuteAt + 2 < end && Bytes.isDigit(in[minuteAt + 2]))) {
      return Bytes.NONE;
    }
    int hours = two(in, at + 1);
    int minutes = two(in, minuteAt);
    if (hours < 0 || minutes < 0 || hours > 18 || minutes > 59) {
      return Bytes.NONE;
    }
    int east = hours * 60 + minutes;
    time.zone = in[at] == '-' ? -east : east;
    return minuteAt + 2;
  }

  private static int utcName(byte[] in, int at, int end, Instant8601 time) {
    int after = at;
    while (after < end && after < at + 4 && Bytes.isLetter(in[after])) {
      after++;
    }
    if (Bytes.equalIgnoringCase(in, at, after, "gmt")
        || Bytes.equalIgnoringCase(in, at, after, "utc")
        || Bytes.equalIgnoringCase(in, at, after, "ut")) {
      time.zone = 0;
      return after;
    }
    return Bytes.NONE;
  }

  /** End of a number of {@code least} to {@code most} digits, no digit behind it. */
  private static int number(byte[] in, int at, int end, int least, int most) {
    int after = Numbers.digitsEnd(in, at, Math.min(end, at + most + 1));
    int digits = after - at;
    return digits < least || digits > most ? Bytes.NONE : after;
  }

  private static int month(byte[] in, int at, int end, Instant8601 time) {
    if (end - at < 3) {
      return Bytes.NONE;
    }
    time.month = monthNumber(in, at);
    return time.month < 0 || (at + 3 < end && Bytes.isLetter(in[at + 3])) ? Bytes.NONE : at + 3;
  }

  /** 1 to 12 of the three letters at {@code at} in any case, or {@link Bytes#NONE}. */
  private static int monthNumber(byte[] in, int at) {
    int letters = (in[at] | 0x20) << 16 | (in[at + 1] | 0x20) << 8 | in[at + 2] | 0x20;
    return switch (letters) {
      case 'j' << 16 | 'a' << 8 | 'n' -> 1;
      case 'f' << 16 | 'e' << 8 | 'b' -> 2;
      case 'm' << 16 | 'a' << 8 | 'r' -> 3;
      case 'a' << 16 | 'p' << 8 | 'r' -> 4;
      case 'm' << 16 | 'a' << 8 | 'y' -> 5;
      case 'j' << 16 | 'u' << 8 | 'n' -> 6;
      case 'j' << 16 | 'u' << 8 | 'l' -> 7;
      case 'a' << 16 | 'u' << 8 | 'g' -> 8;
      case 's' << 16 | 'e' << 8 | 'p' -> 9;
      case 'o' << 16 | 'c' << 8 | 't' -> 10;
      case 'n' << 16 | 'o' << 8 | 'v' -> 11;
      case 'd' << 16 | 'e' << 8 | 'c' -> 12;
      default -> Bytes.NONE;
    };
  }

  private static int blanks(byte[] in, int at, int end) {
    int p = at;
    while (p < end && (in[p] == ' ' || in[p] == '\t')) {
      p++;
    }
    return p;
  }

  /** The number of two digits at {@code at}, or negative. */
  private static int two(byte[] in, int at) {
    int tens = in[at] - '0';
    int ones = in[at + 1] - '0';
    return (tens | ones | 9 - tens | 9 - ones) < 0 ? Bytes.NONE : tens * 10 + ones;
  }
}
