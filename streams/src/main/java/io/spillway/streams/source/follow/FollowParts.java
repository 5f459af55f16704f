package io.spillway.streams.source.follow;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Descriptors;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the files of one source share.
 *
 * @param node the node's name
 * @param open how many files are open
 * @param underWay batches read and not settled
 */
record FollowParts(
    FollowSettings settings,
    String node,
    SourceTally tally,
    MemoryBudget budget,
    Clock clock,
    AtomicInteger open,
    UnderWay underWay) {

  /** Whether one that is open and has nothing to read is to be closed. */
  boolean tooManyOpen() {
    return open.get() > settings.openFiles() || Descriptors.ofProcess().areScarce();
  }
}
