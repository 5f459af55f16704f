package io.spillway.streams.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * A source's side of the ledger: {@code accepted = parsed + missed + intercepted + failed +
 * discarded + in parse}. Each change moves records between two terms under one lock, so every
 * reading balances. Called once per batch.
 */
public final class SourceTally {
  private final String source;
  private long connections;
  private long batches;
  private long bytes;
  private long accepted;
  private long fromJournal;
  private long parsed;
  private long missed;
  private long intercepted;
  private long failed;
  private long discarded;
  private long inParse;
  private long claimed;
  private long unclaimed;
  private long residues;
  private String nearestRule = "";
  private final EnumMap<BatchTrigger, Long> triggers = new EnumMap<>(BatchTrigger.class);
  private final EnumMap<Reason, Long> reasons = new EnumMap<>(Reason.class);

  public SourceTally(String source) {
    this.source = source;
  }

  public String source() {
    return source;
  }

  public synchronized void connectionOpened() {
    connections++;
  }

  /** A batch was framed: its records are accepted and wait to be parsed. */
  public synchronized void accepted(long records, long slabBytes) {
    batches++;
    bytes += slabBytes;
    accepted += records;
    inParse += records;
  }

  /** A batch that an earlier run wrote to the journal: accepted, and counted apart as well. */
  public synchronized void fromJournal(long records, long slabBytes) {
    accepted(records, slabBytes);
    fromJournal += records;
  }

  /** Notes what made a batch leave. */
  public synchronized void batchLeft(BatchTrigger trigger) {
    triggers.merge(trigger, 1L, Long::sum);
  }

  /** What became of a batch's records; {@code claimed + unclaimed} is the number parsed. */
  public synchronized void routed(
      long claimed, long unclaimed, long missed, long intercepted, long failed, long residues) {
    this.claimed += claimed;
    this.unclaimed += unclaimed;
    this.parsed += claimed + unclaimed;
    this.missed += missed;
    this.intercepted += intercepted;
    this.failed += failed;
    this.residues += residues;
    this.inParse -= claimed + unclaimed + missed + intercepted + failed;
  }

  /** Records accepted and dropped by an explicit setting before they were parsed. */
  public synchronized void discardedAtOnce(long records, Reason reason) {
    accepted += records;
    discarded += records;
    reasons.merge(reason, records, Long::sum);
  }

  /** Notes a reason that changes no term: a truncated record, an incomplete last one. */
  public synchronized void note(Reason reason, long records) {
    reasons.merge(reason, records, Long::sum);
  }

  /** Notes the rule that got furthest on the latest record that no rule matched. */
  public synchronized void nearest(String rule) {
    nearestRule = rule;
  }

  public synchronized Reading read() {
    return new Reading(
        source,
        connections,
        batches,
        bytes,
        accepted,
        fromJournal,
        parsed,
        missed,
        intercepted,
        failed,
        discarded,
        inParse,
        claimed,
        unclaimed,
        residues,
        nearestRule,
        new EnumMap<>(triggers),
        new EnumMap<>(reasons));
  }

  /**
   * One consistent reading.
   *
   * @param fromJournal how many of those accepted an earlier run had written to the journal
   */
  public record Reading(
      String source,
      long connections,
      long batches,
      long bytes,
      long accepted,
      long fromJournal,
      long parsed,
      long missed,
      long intercepted,
      long failed,
      long discarded,
      long inParse,
      long claimed,
      long unclaimed,
      long residues,
      String nearestRule,
      Map<BatchTrigger, Long> triggers,
      Map<Reason, Long> reasons) {

    /** Zero when the equation holds. */
    public long imbalance() {
      return accepted - parsed - missed - intercepted - failed - discarded - inParse;
    }

    /** Zero when {@code parsed = claimed by at least one group + default}. */
    public long routingImbalance() {
      return parsed - claimed - unclaimed;
    }
  }
}
