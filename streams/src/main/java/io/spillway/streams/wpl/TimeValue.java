package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;
import java.util.BitSet;

/** The time types: each reads its formats and writes ISO 8601. */
final class TimeValue extends ValueReader {
  enum Format {
    ANY,
    ISO,
    RFC3339,
    RFC2822,
    CLF,
    UNIX
  }

  private final Format format;

  TimeValue(Format format) {
    this.format = format;
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    return format == Format.CLF ? readClf(run, field, at, end) : readAny(run, field, at, end);
  }

  /** CLF, in its own brackets if it stands in brackets. */
  private static int readClf(Run run, Field field, int at, int end) {
    boolean bracket = at < end && run.in[at] == '[';
    int from = bracket ? at + 1 : at;
    int after = run.minute.read(run, field, from, end);
    if (after < 0) {
      after = TimeFormats.clf(run.in, from, end, run.time);
      if (after < 0) {
        return Bytes.NONE;
      }
      int start = run.events.scratchLength();
      run.time.emit(run, field);
      run.minute.keep(run, from, after, start);
    }
    return bracket && after < end && run.in[after] == ']' ? after + 1 : after;
  }

  private int readAny(Run run, Field field, int at, int end) {
    Instant8601 time = run.time;
    byte[] in = run.in;
    int after =
        switch (format) {
          case ANY -> TimeFormats.any(in, at, end, time);
          case ISO -> TimeFormats.dateFirst(in, at, end, time);
          case RFC3339 -> TimeFormats.rfc3339(in, at, end, time);
          case RFC2822 -> TimeFormats.rfc2822(in, at, end, time);
          case CLF -> TimeFormats.clf(in, at, end, time);
          case UNIX -> unix(in, at, end, time);
        };
    if (after < 0) {
      return Bytes.NONE;
    }
    if (time.year == Instant8601.NO_YEAR) {
      time.guessYear(run.nowMillis);
    }
    if (isIso(in, at, after, time)) {
      run.emit(field, FieldType.TIME, run.where, at, after);
    } else {
      time.emit(run, field);
    }
    return after;
  }

  private static int unix(byte[] in, int at, int end, Instant8601 time) {
    int after = Numbers.digitsEnd(in, at, Math.min(end, at + 17));
    int digits = after - at;
    int fraction = digits <= 11 ? 0 : digits <= 14 ? 3 : 6;
    if (digits == 0 || digits > 16 || (after < end && Bytes.isWord(in[after]))) {
      return Bytes.NONE;
    }
    long seconds = 0;
    for (int i = at; i < after - fraction; i++) {
      seconds = seconds * 10 + in[i] - '0';
    }
    time.begin();
    time.ofUnixSeconds(seconds);
    time.fractionStart = after - fraction;
    time.fractionEnd = after;
    return time.year > 9999 ? Bytes.NONE : after;
  }

  /** Whether the text is spelled already as it would be written. */
  private static boolean isIso(byte[] in, int at, int after, Instant8601 time) {
    int zoneAt = time.fractionEnd > 0 ? time.fractionEnd : at + 19;
    int zoneLength = time.zone == Instant8601.NO_ZONE ? 0 : time.zone == 0 ? 1 : 6;
    return zoneAt + zoneLength == after
        && after - at >= 19
        && in[at + 4] == '-'
        && in[at + 7] == '-'
        && in[at + 10] == 'T'
        && in[at + 13] == ':'
        && in[at + 16] == ':'
        && (time.fractionEnd == 0 || (in[at + 19] == '.' && time.fractionStart == at + 20))
        && (zoneLength != 1 || in[zoneAt] == 'Z')
        && (zoneLength != 6 || in[zoneAt + 3] == ':');
  }

  @Override
  void firstBytes(BitSet set) {
    set.set('0', '9' + 1);
    if (format == Format.CLF) {
      set.set('[');
    } else if (format != Format.UNIX) {
      set.set('A', 'Z' + 1);
      set.set('a', 'z' + 1);
    }
  }
}
