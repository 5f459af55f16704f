package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;

/** Reads decimal numbers and spells them as JSON wants them. Stateless. */
final class Numbers {
  private static final byte[] MAX =
      "9223372036854775807".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] MIN =
      "9223372036854775808".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private Numbers() {}

  static int digitsEnd(byte[] in, int at, int end) {
    int p = at;
    while (p < end && Bytes.isDigit(in[p])) {
      p++;
    }
    return p;
  }

  /** Reads a whole number with an optional sign; adds a number, or text beyond 64 bits. */
  static int readInteger(Run run, Field field, int at, int end) {
    byte[] in = run.in;
    int digits = at;
    boolean negative = at < end && in[at] == '-';
    if (negative || (at < end && in[at] == '+')) {
      digits++;
    }
    int after = digitsEnd(in, digits, end);
    if (after == digits) {
      return Bytes.NONE;
    }
    emitInteger(run, field, negative, at, digits, after);
    return after;
  }

  private static void emitInteger(
      Run run, Field field, boolean negative, int at, int digits, int after) {
    int first = firstSignificant(run.in, digits, after);
    if (!fitsLong(run.in, first, after, negative)) {
      run.emit(field, FieldType.TEXT, run.where, at, after);
    } else if (!negative) {
      run.emit(field, FieldType.NUMBER, run.where, first, after);
    } else if (first == digits) {
      run.emit(field, FieldType.NUMBER, run.where, at, after);
    } else {
      emitSpelled(run, field, true, first, after);
    }
  }

  private static int firstSignificant(byte[] in, int digits, int after) {
    int first = digits;
    while (first < after - 1 && in[first] == '0') {
      first++;
    }
    return first;
  }

  /** Whether the digits, which have no leading zero, are a signed 64-bit number. */
  static boolean fitsLong(byte[] in, int first, int after, boolean negative) {
    int length = after - first;
    if (length != MAX.length) {
      return length < MAX.length;
    }
    byte[] limit = negative ? MIN : MAX;
    for (int i = 0; i < length; i++) {
      if (in[first + i] != limit[i]) {
        return in[first + i] < limit[i];
      }
    }
    return true;
  }

  /** Reads a number with optional sign, fraction and exponent; adds it. */
  static int readFloat(Run run, Field field, int at, int end) {
    byte[] in = run.in;
    int digits = at;
    boolean negative = at < end && in[at] == '-';
    if (negative || (at < end && in[at] == '+')) {
      digits++;
    }
    int whole = digitsEnd(in, digits, end);
    int fraction = whole;
    if (whole < end && in[whole] == '.') {
      fraction = digitsEnd(in, whole + 1, end);
      if (fraction == whole + 1 && whole == digits) {
        return Bytes.NONE;
      }
    } else if (whole == digits) {
      return Bytes.NONE;
    }
    int after = exponentEnd(in, fraction, end);
    if (after == whole) {
      emitInteger(run, field, negative, at, digits, whole);
    } else {
      emitFloat(run, field, negative, at, digits, whole, fraction, after);
    }
    return after;
  }

  private static int exponentEnd(byte[] in, int at, int end) {
    if (at < end && (in[at] | 0x20) == 'e') {
      int p = at + 1;
      if (p < end && (in[p] == '+' || in[p] == '-')) {
        p++;
      }
      int after = digitsEnd(in, p, end);
      return after > p ? after : at;
    }
    return at;
  }

  private static void emitFloat(
      Run run,
      Field field,
      boolean negative,
      int at,
      int digits,
      int whole,
      int fraction,
      int after) {
    int first = firstSignificant(run.in, digits, whole);
    boolean bareDot = fraction == whole + 1;
    if (whole > digits && !bareDot && (!negative || first == digits)) {
      run.emit(field, FieldType.NUMBER, run.where, negative ? at : first, after);
      return;
    }
    Events events = run.events;
    byte[] out = events.scratch(after - at + 2);
    int to = events.scratchLength();
    int start = to;
    if (negative) {
      out[to++] = '-';
    }
    if (whole == digits) {
      out[to++] = '0';
    }
    for (int i = first; i < after; i++) {
      if (i != whole || !bareDot) {
        out[to++] = run.in[i];
      }
    }
    events.keepScratch(to - start);
    run.emit(field, FieldType.NUMBER, Events.IN_SCRATCH, start, to);
  }

  private static void emitSpelled(Run run, Field field, boolean negative, int first, int after) {
    Events events = run.events;
    byte[] out = events.scratch(after - first + 1);
    int start = events.scratchLength();
    int to = start;
    if (negative) {
      out[to++] = '-';
    }
    System.arraycopy(run.in, first, out, to, after - first);
    to += after - first;
    events.keepScratch(to - start);
    run.emit(field, FieldType.NUMBER, Events.IN_SCRATCH, start, to);
  }

  /** The end of the JSON number (RFC 8259) at {@code at}, or {@link Bytes#NONE}. */
  static int jsonEnd(byte[] in, int at, int end) {
    int digits = at < end && in[at] == '-' ? at + 1 : at;
    int whole = digitsEnd(in, digits, end);
    if (whole == digits || (whole > digits + 1 && in[digits] == '0')) {
      return Bytes.NONE;
    }
    int after = whole;
    if (whole < end && in[whole] == '.') {
      after = digitsEnd(in, whole + 1, end);
      if (after == whole + 1) {
        return Bytes.NONE;
      }
    }
    if (after < end && (in[after] | 0x20) == 'e') {
      int exponent = exponentEnd(in, after, end);
      return exponent == after ? Bytes.NONE : exponent;
    }
    return after;
  }

  /** Whether the JSON number in {@code in[at, end)} is one that a number can hold. */
  static boolean isExact(byte[] in, int at, int end) {
    if (end - at < MAX.length) {
      return true;
    }
    boolean negative = in[at] == '-';
    int digits = negative ? at + 1 : at;
    return digitsEnd(in, digits, end) < end || fitsLong(in, digits, end, negative);
  }

  /** The number in {@code in[at, end)}, which is digits of at most 9 places. */
  static int value(byte[] in, int at, int end) {
    int value = 0;
    for (int i = at; i < end; i++) {
      value = value * 10 + in[i] - '0';
    }
    return value;
  }
}
