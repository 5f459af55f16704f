package io.spillway.streams.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The first line of a segment: what it is, and the marker that its frames begin with, 64 random
 * bits, so that no record can look like a frame.
 */
final class SegmentHeader {
  private static final String WORDS = "spillway journal 1 ";
  private static final int MARKER_DIGITS = 16;
  private static final int CRC_DIGITS = 8;
  static final int BYTES = WORDS.length() + MARKER_DIGITS + 1 + CRC_DIGITS + 1;

  private SegmentHeader() {}

  static byte[] of(long marker) {
    String text = WORDS + HexFormat.of().toHexDigits(marker);
    return (text + " " + crc(text) + "\n").getBytes(US_ASCII);
  }

  /** The marker; empty if the line is damaged. */
  static OptionalLong marker(byte[] header) {
    String line = new String(header, US_ASCII);
    int end = WORDS.length() + MARKER_DIGITS;
    boolean whole =
        line.length() == BYTES
            && line.startsWith(WORDS)
            && line.equals(line.substring(0, end) + " " + crc(line.substring(0, end)) + "\n");
    return whole
        ? OptionalLong.of(HexFormat.fromHexDigitsToLong(line, WORDS.length(), end))
        : OptionalLong.empty();
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
