package io.spillway.streams.event;

/**
 * Reads what stands before the text of each record, which the rules are not to see. One per
 * matcher, used again for each record; one thread's.
 */
public interface Preface {
  /** A batch's records follow. */
  void begin(Events events);

  /**
   * Adds to the events at hand the fields that the record's head gives. Never throws on input.
   *
   * @return where the record's text begins, {@code start} if it has no head
   */
  int read(int record, byte[] slab, int start, int end);

  /** All records of the batch were read. */
  void end();

  /** Whether a rule's field of that name could be one of its fields, too. */
  boolean mayName(String field);

  /** Whether the fields of the latest record may have one name twice. */
  boolean mayRepeatNames();
}
