package io.spillway.streams.flow;

import io.spillway.streams.ledger.SinkTally;

/** A lane's bookkeeping of records that end: the ledger, the memory they pinned, their batches. */
record Account(SinkTally tally, LaneQueue queue, Rate rate) {
  void delivered(int records, long bytes) {
    tally.delivered(records, bytes);
    rate.add(records);
  }

  void settled(Share share, long held) {
    share.batch().settlement().settled();
    queue.release(held);
  }

  void abandoned(Share share, long held) {
    share.batch().settlement().abandoned();
    queue.release(held);
  }
}
