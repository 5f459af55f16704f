package io.spillway.streams.batch;

import io.spillway.streams.framing.Framed;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.SourceTally;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of the records of one connection or file, counts them as accepted, and keeps the
 * memory account: records are taken, at their {@linkplain MemoryBudget#weight weight}, as soon as
 * they are framed, and given back when their batch is settled. What is part of no record can't be
 * settled, so it never stands in the account that others wait for; the framer bounds it. Plain and
 * not thread-safe.
 */
public final class BatchBuilder {
  /** So much of an unfinished record nobody grudges. */
  static final int MODEST_BYTES = 16 << 10;

  private final Origin origin;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final Framer framer;
  private long held;
  private int unfinished;
  private long firstReadMillis;
  private long lastReadMillis;

  public BatchBuilder(Origin origin, SourceTally tally, MemoryBudget budget, Framer framer) {
    this.origin = origin;
    this.tally = tally;
    this.budget = budget;
    this.framer = framer;
  }

  /** Takes over a chunk; see {@link Framer#feed}. */
  public void feed(byte[] chunk, long nowMillis) {
    noteRead(nowMillis);
    framer.feed(chunk);
    account();
  }

  /** Takes over a chunk that costs no more than its bytes yet; see {@link Framer#hold}. */
  public void hold(byte[] chunk, long nowMillis) {
    noteRead(nowMillis);
    framer.hold(chunk);
    account();
  }

  /** {@code n} bytes were read into {@link Framer#room}. */
  public void filled(int n, long nowMillis) {
    noteRead(nowMillis);
    framer.filled(n);
    account();
  }

  /** See {@link Framer#endRecord}. */
  public void endRecord() {
    framer.endRecord();
    account();
  }

  /** Frames more of what was fed; see {@link Framer#goOn}. */
  public void goOn() {
    framer.goOn();
    account();
  }

  /** The input has ended; see {@link Framer#end}. */
  public void end(boolean cut) {
    framer.end(cut);
    account();
  }

  /** The next batch with all records framed so far, now counted as accepted; null if none are. */
  public @Nullable Batch take() {
    Framed framed = framer.take();
    if (framed == null) {
      return null;
    }
    long itsOwn = held - budget.weight(framer.holds(), framer.records());
    held -= itsOwn;
    long receivedAt = firstReadMillis;
    firstReadMillis = lastReadMillis;
    account();
    Batch batch =
        new Batch(
            origin,
            framed.slab(),
            framed.bounds(),
            framed.count(),
            framed.offset(),
            framed.lines(),
            receivedAt,
            new Settlement(budget, itsOwn));
    int lastLineEnd = batch.lines() ? 1 : 0;
    tally.accepted(batch.count(), batch.bytes() + lastLineEnd);
    return batch;
  }

  /** Bytes that stand in the account for the records framed so far. */
  long held() {
    return held;
  }

  /**
   * Whether the records framed so far are enough for a batch: by their bytes, or by their number,
   * as if none had less than {@link MemoryBudget#RECORD_BYTES}.
   */
  boolean holdsBatch(int batchBytes) {
    return framer.recordBytes() >= batchBytes
        || (long) framer.records() * MemoryBudget.RECORD_BYTES >= batchBytes;
  }

  /** Lets go of everything; returns how many framed records are lost by that. */
  public int abandon() {
    budget.giveBack(held);
    budget.unfinished(-unfinished);
    held = 0;
    unfinished = 0;
    return framer.records();
  }

  public Framer framer() {
    return framer;
  }

  private void noteRead(long nowMillis) {
    if (framer.holds() == 0) {
      firstReadMillis = nowMillis;
    }
    lastReadMillis = nowMillis;
  }

  private void account() {
    if (open() > MODEST_BYTES && budget.crowded()) {
      framer.giveRecordUp();
    }
    framer.reportTo(tally);
    long weight = weight();
    budget.change(held, weight);
    held = weight;
    int open = open();
    if (open != unfinished) {
      budget.unfinished(open - unfinished);
      unfinished = open;
    }
  }

  /** Memory behind a record whose end has not come. */
  private int open() {
    return framer.records() == 0 ? framer.room() : 0;
  }

  private long weight() {
    int records = framer.records();
    return records == 0 ? 0 : budget.weight(framer.holds(), records);
  }
}
