package io.spillway.streams.syslog;

/**
 * Reads the times of syslog headers: where they end and whether they are times at all. Each reader
 * answers the position after the time, or {@link HeaderReader#UNREADABLE}. Stateless; hot.
 */
final class HeaderTime {
  private static final long SIXES = 0x0606060606060606L;
  private static final long HIGH_NIBBLES = 0xf0f0f0f0f0f0f0f0L;
  private static final long DIGITS = 0x3030303030303030L;

  private static final Shape YEAR_MONTH = new Shape("dddd-dd-");
  private static final Shape DAY_CLOCK = new Shape("ddTdd:dd");
  private static final Shape CLOCK = new Shape("dd:dd:dd");

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int MOST_FRACTION = 9;

  private HeaderTime() {}

  /** Eight bytes: {@code d} is a digit, all else stands for itself. */
  private static final class Shape {
    final long mask;
    final long pattern;
    final long digits;

    Shape(String text) {
      long itsMask = 0;
      long itsPattern = 0;
      long itsDigits = 0;
      for (int i = 7; i >= 0; i--) {
        boolean digit = text.charAt(i) == 'd';
        itsMask = itsMask << 8 | (digit ? 0xf0 : 0xff);
        itsPattern = itsPattern << 8 | (digit ? 0x30 : text.charAt(i));
        itsDigits = itsDigits << 8 | (digit ? 0xff : 0);
      }
      mask = itsMask;
      pattern = itsPattern;
      digits = itsDigits;
    }

    boolean fits(long word) {
      return (word & mask) == pattern
          && ((word + (SIXES & digits)) & HIGH_NIBBLES & digits) == (DIGITS & digits);
    }
  }

  /** Bytes of a time to the second, as {@link #isSecond} reads them. */
  static final int SECOND = 19;

  /** Whether {@code yyyy-mm-ddThh:mm:ss} stands in the {@link #SECOND} bytes from {@code at} on. */
  static boolean isSecond(byte[] in, int at) {
    if (!YEAR_MONTH.fits(Words.at(in, at))
        || !DAY_CLOCK.fits(Words.at(in, at + 8))
        || in[at + 16] != ':') {
      return false;
    }
    int month = two(in, at + 5);
    int second = two(in, at + 17);
    return month >= 1
        && month <= 12
        && isDay(two(in, at + 8), month)
        && (month != 2 || two(in, at + 8) < 29 || isLeap(in, at))
        && two(in, at + 11) <= 23
        && two(in, at + 14) <= 59
        && second >= 0
        && second <= 60;
  }

  /**
   * What RFC 3339 has behind the seconds: {@code [.fraction](Z|+hh:mm)}, with RFC 5424's digits.
   */
  static int behindSecond(byte[] in, int at, int end) {
    return zone(in, fraction(in, at, end), end);
  }

  private static int zone(byte[] in, int at, int end) {
    if (at < end && in[at] == 'Z') {
      return at + 1;
    }
    if (end - at < 6 || (in[at] != '+' && in[at] != '-') || in[at + 3] != ':') {
      return HeaderReader.UNREADABLE;
    }
    int hours = two(in, at + 1);
    int minutes = two(in, at + 4);
    return hours < 0 || hours > 23 || minutes < 0 || minutes > 59
        ? HeaderReader.UNREADABLE
        : at + 6;
  }

  private static int fraction(byte[] in, int at, int end) {
    if (at >= end || in[at] != '.') {
      return at;
    }
    int after = at + 1;
    if (end - after >= 8) {
      after += Words.digits(in, after);
      if (after < at + 9) {
        return after == at + 1 ? at : after;
      }
    }
    while (after < end && in[after] >= '0' && in[after] <= '9' && after - at <= MOST_FRACTION) {
      after++;
    }
    return after == at + 1 ? at : after;
  }

  /** {@code Mon d [yyyy ]hh:mm:ss[.fraction]}: RFC 3164, and with a year as firewalls write it. */
  static int monthFirst(byte[] in, int at, int end) {
    if (end - at < 14 || in[at + 3] != ' ') {
      return HeaderReader.UNREADABLE;
    }
    int month = month(in, at);
    int afterDay = afterDay(in, at + 4);
    if (month < 1 || in[afterDay] != ' ' || !isDay(day(in, at + 4, afterDay), month)) {
      return HeaderReader.UNREADABLE;
    }
    boolean dated = hasYear(in, afterDay + 1, end);
    if (dated && month == 2 && day(in, at + 4, afterDay) == 29 && !isLeap(in, afterDay + 1)) {
      return HeaderReader.UNREADABLE;
    }
    int clock = dated ? afterDay + 6 : afterDay + 1;
    if (end - clock < 8
        || !CLOCK.fits(Words.at(in, clock))
        || two(in, clock) > 23
        || two(in, clock + 3) > 59
        || two(in, clock + 6) > 60) {
      return HeaderReader.UNREADABLE;
    }
    return fraction(in, clock + 8, end);
  }

  /** Position after a day of one digit, or of two places of which the first may be a space. */
  static int afterDay(byte[] in, int at) {
    return in[at + 1] == ' ' ? at + 1 : at + 2;
  }

  /** The day's number, or anything that is no day. */
  static int day(byte[] in, int at, int after) {
    int ones = in[after - 1] - '0';
    if (ones < 0 || ones > 9) {
      return -1;
    }
    return after == at + 1 || in[at] == ' ' ? ones : two(in, at);
  }

  /** Whether a year and a space stand before the clock. */
  static boolean hasYear(byte[] in, int at, int end) {
    return end - at > 12 && in[at + 4] == ' ' && two(in, at) >= 0 && two(in, at + 2) >= 0;
  }

  /** Whether the year of four digits has a 29 February. */
  private static boolean isLeap(byte[] in, int at) {
    int ofCentury = two(in, at + 2);
    return (ofCentury == 0 ? two(in, at) : ofCentury) % 4 == 0;
  }

  private static boolean isDay(int day, int month) {
    return day >= 1 && day <= DAYS[month - 1];
  }

  /** 1 to 12 of the three letters at {@code at} as RFC 3164 spells them, or 0. */
  static int month(byte[] in, int at) {
    return switch (in[at] << 16 | in[at + 1] << 8 | in[at + 2]) {
      case 'J' << 16 | 'a' << 8 | 'n' -> 1;
      case 'F' << 16 | 'e' << 8 | 'b' -> 2;
      case 'M' << 16 | 'a' << 8 | 'r' -> 3;
      case 'A' << 16 | 'p' << 8 | 'r' -> 4;
      case 'M' << 16 | 'a' << 8 | 'y' -> 5;
      case 'J' << 16 | 'u' << 8 | 'n' -> 6;
      case 'J' << 16 | 'u' << 8 | 'l' -> 7;
      case 'A' << 16 | 'u' << 8 | 'g' -> 8;
      case 'S' << 16 | 'e' << 8 | 'p' -> 9;
      case 'O' << 16 | 'c' << 8 | 't' -> 10;
      case 'N' << 16 | 'o' << 8 | 'v' -> 11;
      case 'D' << 16 | 'e' << 8 | 'c' -> 12;
      default -> 0;
    };
  }

  /** The number of two digits at {@code at}, or -1. */
  static int two(byte[] in, int at) {
    int tens = in[at] - '0';
    int ones = in[at + 1] - '0';
    return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
  }
}
