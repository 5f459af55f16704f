package io.spillway.streams.rescue;

import io.spillway.streams.rescue.JsonCursor.Malformed;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Whether a line is JSON, strictly, and where not: lines that people wrote are looked at before the
 * {@link JsonCursor} reads them, which trusts. One thread.
 */
final class JsonSyntax {
  private static final int DEEPEST = 64;
  private static final String[] WORDS = {"true", "false", "null"};

  private byte[] in = {};
  private int start;
  private int at;
  private int end;
  private boolean ascii;

  /** What is wrong with {@code in[start, end)}; empty if it is one JSON value. */
  String problem(byte[] bytes, int from, int to) {
    in = bytes;
    start = from;
    at = from;
    end = to;
    ascii = true;
    try {
      value(0);
      blanks();
      if (at < end) {
        throw expected("the end of the line");
      }
      checkUtf8();
      return "";
    } catch (Malformed wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  private Malformed expected(String what) {
    return new Malformed(
        "expected " + what + " at byte " + (at - start + 1) + ", found " + found());
  }

  private String found() {
    if (at >= end) {
      return "the end of the line";
    }
    int b = in[at] & 0xff;
    return b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("the byte 0x%02x", b);
  }

  private void value(int depth) throws Malformed {
    blanks();
    int b = at < end ? in[at] : -1;
    if (depth == DEEPEST) {
      throw expected("at most " + DEEPEST + " levels");
    } else if (b == '{' || b == '[') {
      at++;
      members(b == '{', depth);
    } else if (b == '"') {
      string();
    } else if (b == '-' || isDigit(b)) {
      number();
    } else {
      word();
    }
  }

  private void members(boolean object, int depth) throws Malformed {
    char closing = object ? '}' : ']';
    if (skip(closing)) {
      return;
    }
    do {
      if (object) {
        blanks();
        if (at >= end || in[at] != '"') {
          throw expected("a name in quotes");
        }
        string();
        if (!skip(':')) {
          throw expected("':'");
        }
      }
      value(depth + 1);
    } while (skip(','));
    if (!skip(closing)) {
      throw expected("',' or '" + closing + "'");
    }
  }

  private void string() throws Malformed {
    for (at++; at < end && in[at] != '"'; at++) {
      if (in[at] == '\\') {
        at++;
        escape();
      } else if (in[at] >= 0 && in[at] < ' ') {
        throw expected("no control character in a text");
      }
      ascii &= in[at] >= 0;
    }
    if (at >= end) {
      throw expected("a closing quote");
    }
    at++;
  }

  private void escape() throws Malformed {
    int b = at < end ? in[at] : -1;
    if (b == 'u') {
      for (int i = 0; i < 4; i++) {
        at++;
        if (at >= end || Character.digit(in[at], 16) < 0) {
          throw expected("4 hex digits");
        }
      }
    } else if (b < 0 || "\"\\/bfnrt".indexOf(b) < 0) {
      throw expected("an escape, as \\n or \\u000a");
    }
  }

  private void number() throws Malformed {
    at += in[at] == '-' ? 1 : 0;
    if (at < end && in[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && in[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) {
      at++;
      at += at < end && (in[at] == '+' || in[at] == '-') ? 1 : 0;
      digits();
    }
  }

  private void digits() throws Malformed {
    if (at >= end || !isDigit(in[at])) {
      throw expected("a digit");
    }
    while (at < end && isDigit(in[at])) {
      at++;
    }
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  private void word() throws Malformed {
    for (String word : WORDS) {
      int to = at + word.length();
      if (to <= end && FieldTypes.spells(in, at, to, word)) {
        at = to;
        return;
      }
    }
    throw expected("a value");
  }

  private boolean skip(char wanted) {
    blanks();
    boolean there = at < end && in[at] == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void blanks() {
    while (at < end && (in[at] == ' ' || in[at] == '\t')) {
      at++;
    }
  }

  private void checkUtf8() throws Malformed {
    if (ascii) {
      return;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(in, start, end - start);
    if (decoder.decode(bytes, CharBuffer.allocate(end - start), true).isError()) {
      at = bytes.position();
      throw expected("UTF-8 (other bytes are written {\"b64\":\"...\"})");
    }
  }
}
