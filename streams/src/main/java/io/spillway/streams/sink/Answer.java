package io.spillway.streams.sink;

import io.spillway.streams.ledger.Reason;
import java.util.List;

/**
 * What a sink says of the records it was given, in order: runs of records with one verdict each
 * that together cover all of them.
 */
public record Answer(List<Run> runs) {

  /** What became of a run of records. */
  public enum Verdict {
    DELIVERED,
    /** Not taken now; may be tried again. */
    RETRY,
    /** Refused for good. */
    REJECTED
  }

  /**
   * Records in a row with one verdict.
   *
   * @param count how many records, in order after those of the runs before
   * @param reason why not delivered; {@link Reason#UNKNOWN} with {@code DELIVERED}
   * @param detail the sink's own words, empty if it had none
   */
  public record Run(int count, Verdict verdict, Reason reason, String detail) {}

  public Answer {
    runs = List.copyOf(runs);
  }

  public static Answer delivered(int count) {
    return new Answer(List.of(new Run(count, Verdict.DELIVERED, Reason.UNKNOWN, "")));
  }

  public static Answer retry(int count, Reason reason, String detail) {
    return new Answer(List.of(new Run(count, Verdict.RETRY, reason, detail)));
  }

  public static Answer rejected(int count, Reason reason, String detail) {
    return new Answer(List.of(new Run(count, Verdict.REJECTED, reason, detail)));
  }

  /** The first {@code done} are delivered, the other {@code left} may be tried again. */
  public static Answer partly(int done, int left, Reason reason, String detail) {
    if (done == 0) {
      return retry(left, reason, detail);
    }
    return new Answer(
        List.of(
            new Run(done, Verdict.DELIVERED, Reason.UNKNOWN, ""),
            new Run(left, Verdict.RETRY, reason, detail)));
  }
}
