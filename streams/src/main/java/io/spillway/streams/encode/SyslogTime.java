package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Spells times as the headers of RFC 5424 ({@code 2026-11-21T08:00:00.123Z}) and RFC 3164 ({@code
 * Nov 21 08:00:00}) want them, in a zone where they have to be in one. Remembers the last minute it
 * looked up. One worker's; makes objects only when the minute changes.
 */
final class SyslogTime {
  private static final byte[] MONTHS =
      "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final int MINUTE_END = 16;
  private static final int SECONDS_END = 19;
  private static final int MOST_FRACTION = 7;

  private final ZoneId zone;
  private final ZonedMinutes minutes;

  /** For times that have no zone, and for headers that name none. */
  SyslogTime(ZoneId zone) {
    this.zone = zone;
    this.minutes = new ZonedMinutes(zone);
  }

  /** A moment in UTC, for RFC 5424. */
  static byte[] iso(long millis) {
    return Instant.ofEpochMilli(millis).toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A moment, for RFC 3164. */
  byte[] bsd(long millis) {
    String local = SECONDS.format(Instant.ofEpochMilli(millis).atZone(zone));
    byte[] iso = local.getBytes(StandardCharsets.US_ASCII);
    OutBuffer out = new OutBuffer();
    writeBsd(out, iso, 0, iso, MINUTE_END);
    return Arrays.copyOf(out.room(0), out.length());
  }

  /** An ISO 8601 time of a field, for RFC 5424: six digits of a second, and always a zone. */
  void writeIso(OutBuffer out, byte[] in, int start, int end) {
    int offset = offsetAt(in, start, end);
    out.append(in, start, Math.min(offset, start + SECONDS_END + MOST_FRACTION));
    if (offset < end) {
      out.append(in, offset, end);
    } else {
      byte[] found = minutes.offset(in, start);
      out.append(found, 0, found.length);
    }
  }

  /** An ISO 8601 time of a field, for RFC 3164. */
  void writeBsd(OutBuffer out, byte[] in, int start, int end) {
    int offset = offsetAt(in, start, end);
    if (offset == end) {
      writeBsd(out, in, start, in, start + MINUTE_END);
    } else {
      writeBsd(out, minutes.local(in, start, offset, end), 0, in, start + MINUTE_END);
    }
  }

  private static int offsetAt(byte[] in, int start, int end) {
    int at = start + SECONDS_END;
    while (at < end && (in[at] == '.' || (in[at] >= '0' && in[at] <= '9'))) {
      at++;
    }
    return at;
  }

  /** To the minute, and {@code :ss} from elsewhere. */
  private static void writeBsd(OutBuffer out, byte[] minute, int start, byte[] in, int seconds) {
    int month = (minute[start + 5] - '0') * 10 + minute[start + 6] - '0';
    out.append(MONTHS, 3 * (month - 1), 3 * month);
    byte[] to = out.room(SECONDS_END);
    int at = out.length();
    to[at++] = ' ';
    to[at++] = minute[start + 8] == '0' ? (byte) ' ' : minute[start + 8];
    to[at++] = minute[start + 9];
    to[at++] = ' ';
    System.arraycopy(minute, start + 11, to, at, 5);
    System.arraycopy(in, seconds, to, at + 5, 3);
    out.to(at + 8);
  }
}
