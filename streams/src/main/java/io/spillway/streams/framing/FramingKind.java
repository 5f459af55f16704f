package io.spillway.streams.framing;

import java.util.Locale;

/** How a stream says where a record ends. */
public enum FramingKind {
  /**
   * A line feed ends a record; one carriage return before it is not part of it. An empty line is an
   * empty record.
   */
  NEWLINE,
  /** RFC 6587, 3.4.1: 1 to 7 digits without a leading 0, a space, that many bytes. */
  OCTET_COUNTED,
  /** A NUL ends a record. */
  NUL,
  /** Four bytes, the highest first, then that many bytes. */
  LENGTH_PREFIXED,
  /**
   * Decided once by a connection's first bytes: octet-counted if they are 1 to 7 digits without a
   * leading 0, a space and {@code <}; newline otherwise.
   */
  AUTO;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word in a configuration: {@code octet-counted}. */
  public String word() {
    return word;
  }
}
