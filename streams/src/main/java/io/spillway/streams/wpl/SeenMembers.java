package io.spillway.streams.wpl;

/**
 * Which listed members a composite value has had. One matcher's; a value within a value counts for
 * the outer one, too.
 */
final class SeenMembers {
  private final long[] seenIn;
  private long epoch;

  /**
   * @param members how many members the rules list
   */
  SeenMembers(int members) {
    this.seenIn = new long[members];
  }

  /** A composite value begins: none of its members was seen yet. What {@link #since} wants back. */
  long begin() {
    return ++epoch;
  }

  void add(int member) {
    if (member >= 0 && member < seenIn.length) {
      seenIn[member] = epoch;
    }
  }

  boolean since(long begun, int member) {
    return seenIn[member] >= begun;
  }
}
