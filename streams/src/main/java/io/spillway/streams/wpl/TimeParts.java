package io.spillway.streams.wpl;

/**
 * What the formats of {@link TimeFormats} are made of: numbers, months, clock and zone. Stateless.
 * Each reader answers the position after its part, or {@link Bytes#NONE}, if it says nothing else.
 */
final class TimeParts {
  private TimeParts() {}

  /** A weekday and its comma are optional: the position of what follows. */
  static int weekday(byte[] in, int at, int end) {
    int p = at;
    while (p < end && p < at + 3 && Bytes.isLetter(in[p])) {
      p++;
    }
    if (p == at + 3 && p < end && in[p] == ',') {
      return blanks(in, p + 1, end);
    }
    return at;
  }

  /** {@code h:m[:s[.fraction]]}. */
  static int clock(byte[] in, int at, int end, Instant8601 time) {
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
      if (in[p] == '.' || isFraction(in, p + 1, after, end)) {
        time.fractionStart = p + 1;
        time.fractionEnd = after;
        return after;
      }
    }
    return p;
  }

  /** Whether digits behind a comma are of a second, and not a date, an address or another number. */
  private static boolean isFraction(byte[] in, int from, int after, int end) {
    int digits = after - from;
    boolean dotted = after + 1 < end && in[after] == '.' && Bytes.isDigit(in[after + 1]);
    boolean date = digits == 4 && after < end && (in[after] == '-' || in[after] == '/');
    return digits >= 3 && digits <= 9 && !dotted && !date;
  }

  /** A zone right behind the time or after a blank; {@code at} itself if there is none. */
  static int zone(byte[] in, int at, int end, Instant8601 time) {
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
  static int number(byte[] in, int at, int end, int least, int most) {
    int after = Numbers.digitsEnd(in, at, Math.min(end, at + most + 1));
    int digits = after - at;
    return digits < least || digits > most ? Bytes.NONE : after;
  }

  static int month(byte[] in, int at, int end, Instant8601 time) {
    if (end - at < 3) {
      return Bytes.NONE;
    }
    time.month = monthNumber(in, at);
    return time.month < 0 || (at + 3 < end && Bytes.isLetter(in[at + 3])) ? Bytes.NONE : at + 3;
  }

  /** 1 to 12 of the three letters at {@code at} in any case, or {@link Bytes#NONE}. */
  static int monthNumber(byte[] in, int at) {
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

  static int blanks(byte[] in, int at, int end) {
    int p = at;
    while (p < end && (in[p] == ' ' || in[p] == '\t')) {
      p++;
    }
    return p;
  }

  /** The number of two digits at {@code at}, or negative. */
  static int two(byte[] in, int at) {
    int tens = in[at] - '0';
    int ones = in[at + 1] - '0';
    return (tens | ones | 9 - tens | 9 - ones) < 0 ? Bytes.NONE : tens * 10 + ones;
  }
}
