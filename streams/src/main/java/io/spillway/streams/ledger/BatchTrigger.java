package io.spillway.streams.ledger;

import java.util.Locale;

/** What made a batch leave. */
public enum BatchTrigger {
  /** It held {@code batch-bytes}; of a file, a whole chunk. */
  SIZE,
  /** {@code batch-interval} had passed since its first record. */
  TIME,
  /** Its input ended, or the node drains. */
  END;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word users see, in lower case. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
