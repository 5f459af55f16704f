package io.spillway.streams.rescue;

import io.spillway.streams.ledger.Reason;

/**
 * Rescue lines of one sink, on their way to a file: written together, kept together. Whoever made
 * it must not write to the bytes until it has the answer.
 *
 * @param bytes lines, each with its line feed; the first {@code length} are used
 * @param records how many lines
 * @param place why they are kept, which decides where
 * @param last quota and free-disk floor do not hold: the node drains, or the records leave another
 *     rescue file with it
 */
public record RescueGroup(
    String sink, byte[] bytes, int length, int records, Place place, boolean last) {

  /** Which folder lines go to. */
  public enum Place {
    /** The sink did not take them now. */
    RESCUED,
    /** The sink refused them for good. */
    REJECTED
  }

  /**
   * What became of a group.
   *
   * @param kept whether it is on disk, fsynced
   * @param reason why not; {@link Reason#UNKNOWN} if it is
   * @param detail the system's words
   */
  public record Outcome(boolean kept, Reason reason, String detail) {
    public static final Outcome KEPT = new Outcome(true, Reason.UNKNOWN, "");

    public static Outcome refused(Reason reason, String detail) {
      return new Outcome(false, reason, detail);
    }
  }
}
