package io.spillway.app.validate;

/** What came of an expectation, or of all of them; the word is what people and JSON see. */
public enum Verdict {
  /** It holds. */
  PASS,
  /** Too few records to judge by, as the configuration says. */
  SKIPPED,
  /** It does not hold or can't be told, and {@code mode} is {@code warn}. */
  WARN,
  /** A count is missing, so that nobody can tell. */
  UNKNOWN,
  /** It does not hold. */
  FAIL,
  /** Nothing is expected. */
  NOTHING;

  /** Whether it is what was hoped for, or is to be taken so. */
  public boolean isGood() {
    return this == PASS || this == SKIPPED || this == WARN;
  }
}
