package io.spillway.streams.framing;

import java.util.Locale;

/** What becomes of a record longer than {@code max-record-bytes}. */
public enum TooLong {
  /** Its first {@code max-record-bytes} are the record, the rest is dropped. */
  TRUNCATE,
  /** It is dropped, and counted. */
  DISCARD,
  /** It becomes records of {@code max-record-bytes} each, and one with what is left. */
  SPLIT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word in a configuration. */
  public String word() {
    return word;
  }
}
