package io.spillway.streams.wpl;

/** One step of a field's pipe, over the record's fields so far. Immutable. */
abstract class Pipe {
  /**
   * Works on the active field of {@code run}; false if a check failed.
   *
   * @param at where the field was read, for the offset of a miss
   */
  abstract boolean apply(Run run, int at);
}
