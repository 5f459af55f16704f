package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;

/** Strings, words and values of JSON text (RFC 8259), straight from bytes. Stateless. */
final class JsonStrings {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int DEEPEST = 128;

  private JsonStrings() {}

  /** Position of the quote that closes the string at {@code at}, or {@link Bytes#NONE}. */
  static int close(byte[] in, int at, int end) {
    int p = Bytes.indexOfJsonMark(in, at + 1, end);
    while (p >= 0 && in[p] == '\\') {
      p = p + 2 < end ? Bytes.indexOfJsonMark(in, p + 2, end) : Bytes.NONE;
    }
    return p >= 0 && in[p] == '"' ? p : Bytes.NONE;
  }

  /** Appends the key {@code in[start, end)}, which has escapes, to the path. */
  static void appendEscapedKey(Run run, int start, int end) {
    int kept = run.events.scratchLength();
    int from = unescape(run, start, end);
    if (from < 0) {
      run.path.append(run.in, start, end);
    } else {
      run.path.append(run.events.scratch(0), from, run.events.scratchLength());
    }
    run.events.rollBack(run.events.fields(), kept);
  }

  /** Writes the text of {@code in[start, end)} to scratch; where it starts, or NONE. */
  static int unescape(Run run, int start, int end) {
    return unescape(run, run.in, start, end);
  }

  static int unescape(Run run, byte[] in, int start, int end) {
    Events events = run.events;
    byte[] out = events.scratch(end - start);
    int begin = events.scratchLength();
    int to = begin;
    for (int p = start; p < end; p++) {
      byte b = in[p];
      if (b != '\\') {
        out[to++] = b;
        continue;
      }
      if (++p >= end) {
        return Bytes.NONE;
      }
      if (in[p] != 'u') {
        int plain = plainEscape(in[p]);
        if (plain < 0) {
          return Bytes.NONE;
        }
        out[to++] = (byte) plain;
        continue;
      }
      int unit = unit(in, p + 1, end);
      if (unit < 0) {
        return Bytes.NONE;
      }
      p += 4;
      int point = unit;
      if (Character.isHighSurrogate((char) unit)) {
        int low = p + 2 < end && in[p + 1] == '\\' && in[p + 2] == 'u' ? unit(in, p + 3, end) : -1;
        if (low >= 0 && Character.isLowSurrogate((char) low)) {
          point = Character.toCodePoint((char) unit, (char) low);
          p += 6;
        }
      }
      to = utf8(point, out, to);
    }
    return events.keepScratch(to - begin);
  }

  private static int plainEscape(byte b) {
    return switch (b) {
      case '"', '\\', '/' -> b;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> Bytes.NONE;
    };
  }

  private static int unit(byte[] in, int at, int end) {
    if (at + 4 > end) {
      return Bytes.NONE;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Bytes.hexValue(in[i]);
      if (digit < 0) {
        return Bytes.NONE;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Writes a code point, a lone surrogate as U+FFFD; never longer than its escape. */
  static int utf8(int codePoint, byte[] out, int at) {
    int c = codePoint >= 0xd800 && codePoint < 0xe000 ? 0xfffd : codePoint;
    int to = at;
    if (c < 0x80) {
      out[to++] = (byte) c;
    } else if (c < 0x800) {
      out[to++] = (byte) (0xc0 | c >> 6);
      out[to++] = (byte) (0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      out[to++] = (byte) (0xe0 | c >> 12);
      out[to++] = (byte) (0x80 | (c >> 6 & 0x3f));
      out[to++] = (byte) (0x80 | (c & 0x3f));
    } else {
      out[to++] = (byte) (0xf0 | c >> 18);
      out[to++] = (byte) (0x80 | (c >> 12 & 0x3f));
      out[to++] = (byte) (0x80 | (c >> 6 & 0x3f));
      out[to++] = (byte) (0x80 | (c & 0x3f));
    }
    return to;
  }

  /** Position after {@code true}, {@code false} or {@code null}, or {@link Bytes#NONE}. */
  static int wordEnd(byte[] in, int at, int end) {
    byte[] word = in[at] == 't' ? TRUE : in[at] == 'f' ? FALSE : NULL;
    int after = at + word.length;
    return Bytes.startsWith(in, at, end, word) && (after == end || !Bytes.isWord(in[after]))
        ? after
        : Bytes.NONE;
  }

  /** Position after the JSON value at {@code at}, checked, or {@link Bytes#NONE}. */
  static int skipValue(Run run, int at, int end) {
    return skip(run.in, at, end, 0);
  }

  private static int skip(byte[] in, int from, int end, int depth) {
    int at = Bytes.skipSpace(in, from, end);
    if (at >= end || depth > DEEPEST) {
      return Bytes.NONE;
    }
    return switch (in[at]) {
      case '"' -> {
        int close = close(in, at, end);
        yield close < 0 ? Bytes.NONE : close + 1;
      }
      case '{', '[' -> skipNested(in, at, end, depth);
      case 't', 'f', 'n' -> wordEnd(in, at, end);
      default -> Numbers.jsonEnd(in, at, end);
    };
  }

  private static int skipNested(byte[] in, int at, int end, int depth) {
    boolean object = in[at] == '{';
    byte close = (byte) (object ? '}' : ']');
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == close) {
      return p + 1;
    }
    while (p < end) {
      if (object) {
        p = in[p] == '"' ? close(in, p, end) : Bytes.NONE;
        p = p < 0 ? end : Bytes.skipSpace(in, p + 1, end);
        if (p >= end || in[p] != ':') {
          return Bytes.NONE;
        }
        p++;
      }
      p = skip(in, p, end, depth + 1);
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == close) {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return Bytes.NONE;
  }
}
