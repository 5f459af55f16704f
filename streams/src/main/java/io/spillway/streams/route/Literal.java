package io.spillway.streams.route;

import java.nio.charset.StandardCharsets;

/** What a condition compares a field with, in each form that may be asked for. Immutable. */
final class Literal {
  private final byte[] utf8;
  private final boolean isNumber;
  private final boolean isLong;
  private final long asLong;
  private final double asDouble;
  private final long nanos;

  private Literal(String text, boolean isNumber) {
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    this.isNumber = isNumber;
    this.isLong = isNumber && NumberSpan.isLong(utf8, 0, utf8.length);
    this.asLong = isLong ? NumberSpan.toLong(utf8, 0, utf8.length) : 0;
    this.asDouble = isNumber ? Double.parseDouble(text) : 0;
    this.nanos = isNumber ? TimeSpan.NONE : TimeSpan.nanos(utf8, 0, utf8.length);
  }

  static Literal text(String text) {
    return new Literal(text, false);
  }

  static Literal number(String text) {
    return new Literal(text, true);
  }

  byte[] utf8() {
    return utf8;
  }

  boolean isNumber() {
    return isNumber;
  }

  boolean isLong() {
    return isLong;
  }

  long asLong() {
    return asLong;
  }

  double asDouble() {
    return asDouble;
  }

  long nanos() {
    return nanos;
  }
}
