package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;

/** Decodes spans into scratch. Each answers where its text starts, or {@link Bytes#NONE}. */
final class Decoders {
  private Decoders() {}

  /** Base64 of either alphabet, with padding or without; white space at the end is left out. */
  static int base64(Run run, byte[] in, int at, int end) {
    int stop = Bytes.trimEnd(in, at, end);
    int padding = 0;
    while (stop > at && in[stop - 1] == '=' && padding < 2) {
      stop--;
      padding++;
    }
    int length = stop - at;
    if (length % 4 == 1 || (padding > 0 && (length + padding) % 4 != 0)) {
      return Bytes.NONE;
    }
    Events events = run.events;
    byte[] out = events.scratch(length);
    int start = events.scratchLength();
    int to = start;
    int bits = 0;
    int held = 0;
    for (int i = at; i < stop; i++) {
      int six = sixBits(in[i]);
      if (six < 0) {
        return Bytes.NONE;
      }
      bits = bits << 6 | six;
      held += 6;
      if (held >= 8) {
        held -= 8;
        out[to++] = (byte) (bits >> held);
      }
    }
    return events.keepScratch(to - start);
  }

  private static int sixBits(byte b) {
    if (b >= 'A' && b <= 'Z') {
      return b - 'A';
    }
    if (b >= 'a' && b <= 'z') {
      return b - 'a' + 26;
    }
    if (Bytes.isDigit(b)) {
      return b - '0' + 52;
    }
    return b == '+' || b == '-' ? 62 : b == '/' || b == '_' ? 63 : Bytes.NONE;
  }

  /** Pairs of hexadecimal digits, {@code 0x} before them or not. */
  static int hex(Run run, byte[] in, int at, int end) {
    int from = Bytes.skipSpace(in, at, end);
    int stop = Bytes.trimEnd(in, from, end);
    if (stop - from > 1 && in[from] == '0' && (in[from + 1] | 0x20) == 'x') {
      from += 2;
    }
    if ((stop - from) % 2 != 0) {
      return Bytes.NONE;
    }
    Events events = run.events;
    byte[] out = events.scratch((stop - from) / 2);
    int start = events.scratchLength();
    int to = start;
    for (int i = from; i < stop; i += 2) {
      int high = Bytes.hexValue(in[i]);
      int low = Bytes.hexValue(in[i + 1]);
      if ((high | low) < 0) {
        return Bytes.NONE;
      }
      out[to++] = (byte) (high << 4 | low);
    }
    return events.keepScratch(to - start);
  }

  /** Removes quotes that are not escaped, and one level of backslashes. */
  static int unescape(Run run, byte[] in, int at, int end) {
    Events events = run.events;
    byte[] out = events.scratch(end - at);
    int start = events.scratchLength();
    int to = start;
    for (int i = at; i < end; i++) {
      if (in[i] == '"') {
        continue;
      }
      if (in[i] == '\\' && i + 1 < end) {
        i++;
      }
      out[to++] = in[i];
    }
    return events.keepScratch(to - start);
  }

  /** Removes every byte order mark of UTF-8, UTF-16 and UTF-32, wherever it stands. */
  static int withoutMarks(Run run, byte[] in, int at, int end) {
    Events events = run.events;
    byte[] out = events.scratch(end - at);
    int start = events.scratchLength();
    int to = start;
    int i = at;
    while (i < end) {
      int mark = markLength(in, i, end);
      if (mark == 0) {
        out[to++] = in[i++];
      }
      i += mark;
    }
    return events.keepScratch(to - start);
  }

  private static int markLength(byte[] in, int at, int end) {
    if (end - at >= 3
        && in[at] == (byte) 0xef
        && in[at + 1] == (byte) 0xbb
        && in[at + 2] == (byte) 0xbf) {
      return 3;
    }
    boolean little = startsWith(in, at, end, 0xff, 0xfe);
    if (little || startsWith(in, at, end, 0xfe, 0xff)) {
      return little && startsWith(in, at + 2, end, 0, 0) ? 4 : 2;
    }
    return startsWith(in, at, end, 0, 0) && startsWith(in, at + 2, end, 0xfe, 0xff) ? 4 : 0;
  }

  private static boolean startsWith(byte[] in, int at, int end, int first, int second) {
    return end - at >= 2 && in[at] == (byte) first && in[at + 1] == (byte) second;
  }
}
