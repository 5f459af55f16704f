package io.spillway.streams.syslog;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/**
 * Makes fields of a header that a {@link HeaderReader} has read: {@code facility} and {@code
 * severity} as words, {@code timestamp} in ISO 8601, {@code host}, {@code app}, {@code pid}, {@code
 * msgid}, and {@code ID.NAME} for each parameter of structured data ({@code ID} for an element
 * without any, unless it is one of these names). Parts that are not there give no field. Hot; no
 * object per record. Not thread-safe.
 */
final class HeaderFields {
  static final List<String> NAMES =
      List.of("facility", "severity", "timestamp", "host", "app", "pid", "msgid");

  private static final byte[][] HEADER_NAMES = words(String.join(" ", NAMES));
  private static final byte[][] FACILITIES =
      words(
          "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock"
              + " local0 local1 local2 local3 local4 local5 local6 local7");
  private static final byte[][] SEVERITIES =
      words("emerg alert crit err warning notice info debug");

  private static final int SEVERITY_BITS = 3;
  private static final int ISO_SECONDS = 19;

  private final int facility;
  private final int severity;
  private final int timestamp;
  private final int host;
  private final int app;
  private final int pid;
  private final int msgid;
  private final YearGuess years = new YearGuess();

  /** For names that have the numbers of all {@link #NAMES}. */
  HeaderFields(Names names) {
    facility = names.find("facility");
    severity = names.find("severity");
    timestamp = names.find("timestamp");
    host = names.find("host");
    app = names.find("app");
    pid = names.find("pid");
    msgid = names.find("msgid");
  }

  private static byte[][] words(String words) {
    String[] each = words.split(" ", -1);
    byte[][] bytes = new byte[each.length][];
    for (int i = 0; i < each.length; i++) {
      bytes[i] = each[i].getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }

  /** Adds the fields of the header that {@code read} has just read in {@code slab}. */
  void add(Events events, HeaderReader read, byte[] slab) {
    word(events, facility, FACILITIES[read.priority >>> SEVERITY_BITS]);
    word(events, severity, SEVERITIES[read.priority & 7]);
    if (read.timeEnd > read.timeStart) {
      time(events, read, slab);
    }
    span(events, host, read.hostStart, read.hostEnd);
    span(events, app, read.appStart, read.appEnd);
    span(events, pid, read.pidStart, read.pidEnd);
    span(events, msgid, read.idStart, read.idEnd);
    if (read.dataEnd > read.dataStart) {
      data(events, slab, read.dataStart, read.dataEnd);
    }
  }

  private static void span(Events events, int name, int start, int end) {
    if (end > start) {
      events.add(name, FieldType.TEXT, Events.IN_SLAB, start, end);
    }
  }

  private static void word(Events events, int name, byte[] word) {
    int start = keep(events, word, 0, word.length);
    events.add(name, FieldType.TEXT, Events.IN_SCRATCH, start, start + word.length);
  }

  private static int keep(Events events, byte[] from, int start, int end) {
    byte[] scratch = events.scratch(end - start);
    System.arraycopy(from, start, scratch, events.scratchLength(), end - start);
    return events.keepScratch(end - start);
  }

  // ---- time

  private void time(Events events, HeaderReader read, byte[] slab) {
    if (read.iso) {
      events.add(timestamp, FieldType.TIME, Events.IN_SLAB, read.timeStart, read.timeEnd);
      return;
    }
    int at = read.timeStart;
    int month = HeaderTime.month(slab, at);
    int afterDay = HeaderTime.afterDay(slab, at + 4);
    int day = HeaderTime.day(slab, at + 4, afterDay);
    boolean dated = HeaderTime.hasYear(slab, afterDay + 1, read.timeEnd);
    int clock = dated ? afterDay + 6 : afterDay + 1;
    int year =
        dated
            ? HeaderTime.two(slab, afterDay + 1) * 100 + HeaderTime.two(slab, afterDay + 3)
            : years.nearest(month, day, events.batch().receivedAtMillis());
    int length = ISO_SECONDS - 8 + read.timeEnd - clock;
    byte[] out = events.scratch(length);
    int start = events.scratchLength();
    two(out, start, year / 100);
    two(out, start + 2, year % 100);
    out[start + 4] = '-';
    two(out, start + 5, month);
    out[start + 7] = '-';
    two(out, start + 8, day);
    out[start + 10] = 'T';
    System.arraycopy(slab, clock, out, start + 11, read.timeEnd - clock);
    events.keepScratch(length);
    events.add(timestamp, FieldType.TIME, Events.IN_SCRATCH, start, start + length);
  }

  private static void two(byte[] out, int at, int value) {
    out[at] = (byte) ('0' + value / 10);
    out[at + 1] = (byte) ('0' + value % 10);
  }

  /** The year that puts a day nearest to now; remembers the last answer. */
  private static final class YearGuess {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int UNTIL_LEAP_YEAR = 8;

    private long today = Long.MIN_VALUE;
    private int of;
    private int year;

    int nearest(int month, int day, long nowMillis) {
      long now = Math.floorDiv(nowMillis, DAY_MILLIS);
      int asked = month << 5 | day;
      if (now != today || asked != of) {
        today = now;
        of = asked;
        year = search(month, day, now);
      }
      return year;
    }

    private static int search(int month, int day, long today) {
      int now = LocalDate.ofEpochDay(today).getYear();
      boolean leapDay = month == 2 && day == 29;
      int around = leapDay ? UNTIL_LEAP_YEAR : 1;
      int best = now;
      long bestDistance = Long.MAX_VALUE;
      for (int year = now - around; year <= now + around; year++) {
        if (leapDay && !java.time.Year.isLeap(year)) {
          continue;
        }
        long distance = Math.abs(LocalDate.of(year, month, day).toEpochDay() - today);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = year;
        }
      }
      return best;
    }
  }

  // ---- structured data, which was found well-formed

  private static void data(Events events, byte[] slab, int start, int end) {
    int at = start;
    while (at < end) {
      int id = at + 1;
      int idEnd = StructuredData.nameEnd(slab, id, end);
      at = idEnd;
      if (slab[at] == ']' && !ofHeader(slab, id, idEnd)) {
        events.addNamed(Events.IN_SLAB, id, idEnd, FieldType.TEXT, Events.IN_SLAB, idEnd, idEnd);
      }
      while (slab[at] == ' ') {
        int name = at + 1;
        int nameEnd = StructuredData.nameEnd(slab, name, end);
        int valueEnd = StructuredData.valueEnd(slab, nameEnd + 2, end);
        parameter(events, slab, id, idEnd, name, nameEnd, valueEnd);
        at = valueEnd + 1;
      }
      at++;
    }
  }

  /** Such an id names no field: it would stand for the header's own. */
  private static boolean ofHeader(byte[] slab, int start, int end) {
    for (byte[] name : HEADER_NAMES) {
      if (Arrays.equals(name, 0, name.length, slab, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static void parameter(
      Events events, byte[] slab, int id, int idEnd, int name, int nameEnd, int valueEnd) {
    int length = idEnd - id + 1 + nameEnd - name;
    byte[] scratch = events.scratch(length);
    int to = events.scratchLength();
    System.arraycopy(slab, id, scratch, to, idEnd - id);
    scratch[to + idEnd - id] = '.';
    System.arraycopy(slab, name, scratch, to + idEnd - id + 1, nameEnd - name);
    int start = events.keepScratch(length);
    int value = nameEnd + 2;
    int escape = value;
    while (escape < valueEnd && slab[escape] != '\\') {
      escape++;
    }
    if (escape == valueEnd) {
      events.addNamed(
          Events.IN_SCRATCH,
          start,
          start + length,
          FieldType.TEXT,
          Events.IN_SLAB,
          value,
          valueEnd);
      return;
    }
    int plain = unescaped(events, slab, value, valueEnd);
    events.addNamed(
        Events.IN_SCRATCH,
        start,
        start + length,
        FieldType.TEXT,
        Events.IN_SCRATCH,
        plain,
        events.scratchLength());
  }

  /** Where in scratch the value stands without its escapes; it reaches to the end of scratch. */
  private static int unescaped(Events events, byte[] slab, int from, int end) {
    byte[] scratch = events.scratch(end - from);
    int start = events.scratchLength();
    int to = start;
    for (int i = from; i < end; i++) {
      if (slab[i] == '\\' && i + 1 < end && StructuredData.isEscaped(slab[i + 1])) {
        i++;
      }
      scratch[to++] = slab[i];
    }
    return events.keepScratch(to - start);
  }
}
