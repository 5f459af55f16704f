package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Where minutes written as {@code 2026-11-21T08:00} lie in a zone. Remembers the last answer of
 * each kind, since records of one minute come together; another one costs some objects. What is no
 * time of any calendar keeps its digits. One thread.
 */
final class ZonedMinutes {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");
  private static final int LENGTH = 16;
  private static final int OFFSET_LENGTH = 6;

  private final ZoneId zone;
  private byte[] asked = {};
  private byte[] offset = {};
  private byte[] askedElsewhere = {};
  private byte[] here = {};

  ZonedMinutes(ZoneId zone) {
    this.zone = zone;
  }

  /** The zone's offset in a minute of its own, {@code Z} or {@code +hh:mm}. */
  byte[] offset(byte[] in, int start) {
    if (!same(asked, in, start, start + LENGTH)) {
      asked = Arrays.copyOfRange(in, start, start + LENGTH);
      offset = ascii(offsetOf(text(asked, 0, LENGTH)));
    }
    return offset;
  }

  private String offsetOf(String minute) {
    try {
      String id = zone.getRules().getOffset(LocalDateTime.parse(minute)).getId();
      return id.substring(0, Math.min(id.length(), OFFSET_LENGTH));
    } catch (DateTimeException noTime) {
      return "Z";
    }
  }

  /**
   * The same minute in the zone; {@code in} has an offset from {@code offsetStart} to {@code end}.
   */
  byte[] local(byte[] in, int start, int offsetStart, int end) {
    boolean known =
        same(askedElsewhere, 0, LENGTH, in, start, start + LENGTH)
            && same(askedElsewhere, LENGTH, askedElsewhere.length, in, offsetStart, end);
    if (!known) {
      askedElsewhere = Arrays.copyOfRange(in, start, start + LENGTH + end - offsetStart);
      System.arraycopy(in, offsetStart, askedElsewhere, LENGTH, end - offsetStart);
      here = ascii(localOf(text(in, start, start + LENGTH), text(in, offsetStart, end)));
    }
    return here;
  }

  private String localOf(String minute, String elsewhere) {
    try {
      return LocalDateTime.parse(minute)
          .atOffset(ZoneOffset.of(elsewhere))
          .atZoneSameInstant(zone)
          .format(MINUTES);
    } catch (DateTimeException noTime) {
      return minute;
    }
  }

  private static boolean same(byte[] known, byte[] in, int start, int end) {
    return same(known, 0, known.length, in, start, end);
  }

  private static boolean same(byte[] known, int from, int to, byte[] in, int start, int end) {
    return to <= known.length && Arrays.equals(known, from, to, in, start, end);
  }

  private static String text(byte[] in, int start, int end) {
    return new String(in, start, end - start, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
