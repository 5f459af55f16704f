package io.spillway.streams.encode;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Makes what came with a record fit to be a part of a file's name. Stateless. */
final class FileNames {
  /** What stands for the rest of a value that is too long: a tilde and eight hex digits. */
  private static final int MARK = 9;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What sinks put behind names themselves, after the stamp of an ended file. */
  private static final byte[][] SUFFIXES = {utf8(".tmp"), utf8(".gz"), utf8(".zst")};

  private static final byte[] TORN = utf8(".torn");

  private FileNames() {}

  /**
   * What was written from {@code start} on loses slashes, control characters, what is not ASCII and
   * a first dot, all of which become underscores; nothing becomes one underscore. What is longer
   * than {@code longest} is cut, and ends with a checksum of all of it.
   */
  static void clean(OutBuffer out, int start, int longest) {
    if (out.length() - start > longest) {
      cut(out, start, longest);
    }
    byte[] bytes = out.room(1);
    int end = out.length();
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b <= ' ' || b == '/' || b == 0x7f || (b == '.' && i == start)) {
        bytes[i] = '_';
      }
    }
    if (end == start) {
      bytes[end++] = '_';
    }
    out.to(end);
  }

  private static void cut(OutBuffer out, int start, int longest) {
    byte[] bytes = out.room(0);
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, out.length() - start);
    int at = start + longest - MARK;
    bytes[at++] = '~';
    for (int shift = 28; shift >= 0; shift -= 4) {
      bytes[at++] = HEX[(int) (crc.getValue() >>> shift) & 15];
    }
    out.to(at);
  }

  /**
   * A path that ends with what came with a record gets an underscore if it looks like an ended file
   * or a torn tail of another output, which sinks compress, delete and append to.
   */
  static void tellApart(OutBuffer path) {
    if (looksEnded(path.room(1), path.length())) {
      path.room(1)[path.length()] = '_';
      path.to(path.length() + 1);
    }
  }

  /** Whether it ends as {@code -YYYYMMDD-HHMMSS_2.gz.tmp} does, or a part of that. */
  private static boolean looksEnded(byte[] path, int length) {
    if (ends(path, length, TORN)) {
      return true;
    }
    int end = length;
    for (byte[] suffix : SUFFIXES) {
      end -= ends(path, end, suffix) ? suffix.length : 0;
    }
    int time = digitsBefore(path, end);
    if (time > 0 && path[time - 1] == '_') {
      end = time - 1;
      time = digitsBefore(path, end);
    }
    int day = digitsBefore(path, time - 1);
    return end - time == 6
        && time > 0
        && path[time - 1] == '-'
        && time - 1 - day >= 8
        && isDashBefore(path, time - 9);
  }

  private static boolean isDashBefore(byte[] path, int at) {
    return at > 0 && path[at - 1] == '-';
  }

  /** Where the digits before {@code end} begin. */
  private static int digitsBefore(byte[] path, int end) {
    int at = end;
    while (at > 0 && path[at - 1] >= '0' && path[at - 1] <= '9') {
      at--;
    }
    return at;
  }

  private static boolean ends(byte[] path, int length, byte[] with) {
    return length >= with.length
        && java.util.Arrays.equals(path, length - with.length, length, with, 0, with.length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
