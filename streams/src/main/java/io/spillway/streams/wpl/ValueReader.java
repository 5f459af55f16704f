package io.spillway.streams.wpl;

/** Reads the value of one type and adds the field. Immutable; state is in the {@link Run}. */
abstract class ValueReader {
  /**
   * Reads a value at {@code at}, where no white space stands, of input that ends at {@code end}.
   * Returns the position after it, or {@link Bytes#NONE}, and may have added fields even then.
   */
  abstract int read(Run run, Field field, int at, int end);

  /** Whether it reads all text up to the separator, whatever it is. */
  boolean isText() {
    return false;
  }

  /**
   * What it makes of text that does not begin as quoted text does, up to the separator of {@code
   * field} or in its scope.
   */
  PlainText plainText(Field field) {
    return PlainText.UNKNOWN;
  }

  /** See {@link #plainText}. */
  enum PlainText {
    /** Only {@link #read} knows. */
    UNKNOWN,
    /** A text field without the white space at its end. */
    KEPT,
    DROPPED
  }

  /** Whether it looks for separators itself, and so cares where its input ends. */
  boolean searches() {
    return false;
  }

  /** Whether it can give several fields, or names from the data. */
  boolean isComposite() {
    return false;
  }

  /** Adds to {@code set} each byte its text may begin with; all of them unless it knows better. */
  void firstBytes(java.util.BitSet set) {
    set.set(0, 256);
  }
}
