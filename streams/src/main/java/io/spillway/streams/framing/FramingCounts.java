package io.spillway.streams.framing;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;

/** What framing had to do to records since it was last told to the ledger. Not thread-safe. */
final class FramingCounts {
  long incomplete;
  long truncated;
  long discarded;
  long split;
  long badFrames;

  /** Moves the counts to {@code tally}. */
  void moveTo(SourceTally tally) {
    if ((incomplete | truncated | discarded | split | badFrames) == 0) {
      return;
    }
    note(tally, Reason.INCOMPLETE, incomplete);
    note(tally, Reason.TOO_LONG_TRUNCATED, truncated);
    note(tally, Reason.TOO_LONG_SPLIT, split);
    note(tally, Reason.BAD_FRAME, badFrames);
    if (discarded > 0) {
      tally.discardedAtOnce(discarded, Reason.TOO_LONG_DISCARDED);
    }
    incomplete = truncated = discarded = split = badFrames = 0;
  }

  private static void note(SourceTally tally, Reason reason, long records) {
    if (records > 0) {
      tally.note(reason, records);
    }
  }
}
