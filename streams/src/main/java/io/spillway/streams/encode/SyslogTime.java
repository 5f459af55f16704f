package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Spells a time as the headers of RFC 5424 ({@code 2026-11-21T08:00:00.123Z}) and RFC 3164 ({@code
 * Nov 21 08:00:00}) want it. Stateless.
 */
final class SyslogTime {
  private static final byte[] MONTHS =
      "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);
  private static final int SECONDS_END = 19;
  private static final int MOST_FRACTION = 7;

  private SyslogTime() {}

  /** A moment in UTC, for RFC 5424. */
  static byte[] iso(long millis) {
    return Instant.ofEpochMilli(millis).toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A moment in this machine's zone, for RFC 3164. */
  static byte[] bsd(long millis) {
    LocalDateTime at =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
    byte[] iso = at.atOffset(ZoneOffset.UTC).toString().getBytes(StandardCharsets.US_ASCII);
    OutBuffer out = new OutBuffer();
    writeBsd(out, iso, 0);
    return Arrays.copyOf(out.room(0), out.length());
  }

  /** An ISO 8601 time of a field, for RFC 5424: six digits of a second, UTC if it has no zone. */
  static void writeIso(OutBuffer out, byte[] in, int start, int end) {
    int zone = start + SECONDS_END;
    while (zone < end && (in[zone] == '.' || (in[zone] >= '0' && in[zone] <= '9'))) {
      zone++;
    }
    out.append(in, start, Math.min(zone, start + SECONDS_END + MOST_FRACTION));
    if (zone < end) {
      out.append(in, zone, end);
    } else {
      out.room(1)[out.length()] = 'Z';
      out.to(out.length() + 1);
    }
  }

  /** An ISO 8601 time of a field, for RFC 3164: in the zone it is written in. */
  static void writeBsd(OutBuffer out, byte[] in, int start) {
    int month = (in[start + 5] - '0') * 10 + in[start + 6] - '0';
    out.append(MONTHS, 3 * (month - 1), 3 * month);
    byte[] to = out.room(SECONDS_END);
    int at = out.length();
    to[at++] = ' ';
    to[at++] = in[start + 8] == '0' ? (byte) ' ' : in[start + 8];
    to[at++] = in[start + 9];
    to[at++] = ' ';
    System.arraycopy(in, start + 11, to, at, 8);
    out.to(at + 8);
  }
}
