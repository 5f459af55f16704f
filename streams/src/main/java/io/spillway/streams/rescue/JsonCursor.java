package io.spillway.streams.rescue;

import java.util.Arrays;
import java.util.Base64;

/**
 * Walks over the JSON of a rescue line and decodes its texts into one growing array. Stops with a
 * {@link Malformed} where it is not JSON. No object per value; one reader's.
 */
final class JsonCursor {
  private byte[] in = {};
  private int begin;
  private int at;
  private int end;
  private byte[] decoded = new byte[4 << 10];
  private int length;

  /** What stands there is not what a rescue line has there. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  void begin(byte[] bytes, int from, int to) {
    in = bytes;
    begin = from;
    at = from;
    end = to;
  }

  /** The texts decoded since {@link #forget}; replaced by a larger array as they grow. */
  byte[] decoded() {
    return decoded;
  }

  int length() {
    return length;
  }

  /** Drops what was decoded. */
  void forget() {
    length = 0;
  }

  /** Takes back what was decoded behind there. */
  void forgetFrom(int from) {
    length = from;
  }

  /** Skips blanks and then that byte, if it is there. */
  boolean skip(char wanted) {
    blanks();
    boolean there = at < end && in[at] == wanted;
    at += there ? 1 : 0;
    return there;
  }

  void expect(char wanted) throws Malformed {
    if (!skip(wanted)) {
      throw new Malformed("expected '" + wanted + "'" + here());
    }
  }

  /** Where the next value or mark begins. */
  int at() {
    blanks();
    return at;
  }

  boolean atEnd() {
    blanks();
    return at == end;
  }

  /** Decodes a text, or what {@code {"b64":"..."}} stands for. */
  void text() throws Malformed {
    if (skip('{')) {
      int start = length;
      string();
      if (!FieldTypes.spells(decoded, start, length, "b64")) {
        throw new Malformed("expected \"b64\"" + here());
      }
      length = start;
      expect(':');
      string();
      expect('}');
      base64(start);
    } else {
      string();
    }
  }

  private void base64(int start) throws Malformed {
    try {
      byte[] bytes = Base64.getDecoder().decode(Arrays.copyOfRange(decoded, start, length));
      System.arraycopy(bytes, 0, decoded, start, bytes.length);
      length = start + bytes.length;
    } catch (IllegalArgumentException wrong) {
      throw new Malformed("expected base64" + here());
    }
  }

  /** Copies a number, word or array as it stands. */
  void plain() throws Malformed {
    blanks();
    int start = at;
    int depth = 0;
    for (; at < end; at++) {
      byte b = in[at];
      if (b == '"') {
        skipString();
      } else if (b == '[' || b == '{') {
        depth++;
      } else if (b == ']' || b == '}') {
        if (depth-- == 0) {
          break;
        }
      } else if (b == ',' && depth == 0) {
        break;
      }
    }
    if (at == start) {
      throw new Malformed("expected a value" + here());
    }
    append(start, at);
  }

  /** A whole number. */
  long number() throws Malformed {
    blanks();
    boolean minus = at < end && in[at] == '-';
    at += minus ? 1 : 0;
    long value = 0;
    int digits = 0;
    for (; at < end && in[at] >= '0' && in[at] <= '9' && digits < 19; at++, digits++) {
      value = 10 * value + in[at] - '0';
    }
    if (digits == 0) {
      throw new Malformed("expected a number" + here());
    }
    return minus ? -value : value;
  }

  /** Passes over a value of any kind. */
  void ignore() throws Malformed {
    int start = length;
    plain();
    length = start;
  }

  /** Place in the line, from 1, and what stands there. */
  private String here() {
    String found = at < end ? "'" + (char) (in[at] & 0xff) + "'" : "its end";
    return " at byte " + (at - begin + 1) + ", found " + found;
  }

  private void blanks() {
    while (at < end && (in[at] == ' ' || in[at] == '\t')) {
      at++;
    }
  }

  private void skipString() throws Malformed {
    for (at++; at < end && in[at] != '"'; at++) {
      at += in[at] == '\\' ? 1 : 0;
    }
    if (at >= end) {
      throw new Malformed("a text has no end");
    }
  }

  private void string() throws Malformed {
    expect('"');
    int plain = at;
    for (; at < end && in[at] != '"'; at++) {
      if (in[at] == '\\') {
        append(plain, at);
        escape();
        plain = at + 1;
      }
    }
    append(plain, Math.min(at, end));
    expect('"');
  }

  private void escape() throws Malformed {
    if (++at >= end) {
      throw new Malformed("a text has no end");
    }
    switch (in[at]) {
      case '"', '\\', '/' -> one(in[at]);
      case 'n' -> one((byte) '\n');
      case 'r' -> one((byte) '\r');
      case 't' -> one((byte) '\t');
      case 'b' -> one((byte) '\b');
      case 'f' -> one((byte) '\f');
      case 'u' -> unicode();
      default -> throw new Malformed("expected an escape" + here());
    }
  }

  private void unicode() throws Malformed {
    int code = hex4();
    if (Character.isHighSurrogate((char) code)
        && at + 2 < end
        && in[at + 1] == '\\'
        && in[at + 2] == 'u') {
      at += 2;
      code = Character.toCodePoint((char) code, (char) hex4());
    }
    utf8(code);
  }

  private int hex4() throws Malformed {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = ++at < end ? Character.digit(in[at], 16) : -1;
      if (digit < 0) {
        throw new Malformed("expected 4 hex digits" + here());
      }
      code = code << 4 | digit;
    }
    return code;
  }

  private void utf8(int code) {
    if (code < 0x80) {
      one((byte) code);
    } else if (code < 0x800) {
      one((byte) (0xc0 | code >> 6));
      one((byte) (0x80 | (code & 0x3f)));
    } else if (code < 0x10000) {
      one((byte) (0xe0 | code >> 12));
      one((byte) (0x80 | (code >> 6 & 0x3f)));
      one((byte) (0x80 | (code & 0x3f)));
    } else {
      one((byte) (0xf0 | code >> 18));
      one((byte) (0x80 | (code >> 12 & 0x3f)));
      one((byte) (0x80 | (code >> 6 & 0x3f)));
      one((byte) (0x80 | (code & 0x3f)));
    }
  }

  private void one(byte b) {
    room(1);
    decoded[length++] = b;
  }

  private void append(int from, int to) {
    room(to - from);
    System.arraycopy(in, from, decoded, length, to - from);
    length += to - from;
  }

  private void room(int need) {
    if (decoded.length - length < need) {
      decoded = Arrays.copyOf(decoded, Math.max(decoded.length * 2, length + need));
    }
  }
}
