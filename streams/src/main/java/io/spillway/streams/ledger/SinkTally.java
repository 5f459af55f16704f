package io.spillway.streams.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * A sink's side of the ledger: {@code offered = delivered + rescued + rejected + discarded +
 * undelivered + in flight}. In flight is counted up when records are offered and down when they
 * end, never computed. Each change is made under one lock, so every reading balances.
 */
public final class SinkTally {
  private final String group;
  private final String sink;
  private long owed;
  private long filtered;
  private long offered;
  private long delivered;
  private long rescued;
  private long rejected;
  private long discarded;
  private long undelivered;
  private long inFlight;
  private long retries;
  private long resent;
  private long bytes;
  private final EnumMap<Reason, Long> reasons = new EnumMap<>(Reason.class);

  public SinkTally(String group, String sink) {
    this.group = group;
    this.sink = sink;
  }

  public String group() {
    return group;
  }

  public String sink() {
    return sink;
  }

  /** Records that its group took while it had this sink. */
  public synchronized void owed(long records) {
    owed += records;
  }

  /** Records that its group took and its own filter dropped; never offered. */
  public synchronized void filtered(long records) {
    filtered += records;
  }

  public synchronized void offered(long records) {
    offered += records;
    inFlight += records;
  }

  public synchronized void delivered(long records, long encodedBytes) {
    delivered += records;
    inFlight -= records;
    bytes += encodedBytes;
  }

  /** Kept in a rescue file, fsynced. */
  public synchronized void rescued(long records, Reason reason) {
    rescued += records;
    inFlight -= records;
    count(reason, records);
  }

  /** The sink refused them for good. */
  public synchronized void rejected(long records, Reason reason) {
    rejected += records;
    inFlight -= records;
    count(reason, records);
  }

  /** Dropped by an explicit setting. */
  public synchronized void discarded(long records, Reason reason) {
    discarded += records;
    inFlight -= records;
    count(reason, records);
  }

  /** Still here when the node had to stop. */
  public synchronized void undelivered(long records, Reason reason) {
    undelivered += records;
    inFlight -= records;
    count(reason, records);
  }

  /** One more attempt to send records; stands apart from the equation. */
  public synchronized void retried(long records) {
    retries += records;
  }

  /** Delivered before, and sent again after a break; stands apart from the equation. */
  public synchronized void resent(long records) {
    resent += records;
  }

  /** Notes a reason that changes no term: bytes that an encoder had to replace, a torn tail. */
  public synchronized void note(Reason reason, long records) {
    count(reason, records);
  }

  private void count(Reason reason, long records) {
    if (records > 0) {
      reasons.merge(reason, records, Long::sum);
    }
  }

  public synchronized Reading read() {
    return new Reading(
        group,
        sink,
        owed,
        filtered,
        offered,
        delivered,
        rescued,
        rejected,
        discarded,
        undelivered,
        inFlight,
        retries,
        resent,
        bytes,
        new EnumMap<>(reasons));
  }

  /** One consistent reading. */
  public record Reading(
      String group,
      String sink,
      long owed,
      long filtered,
      long offered,
      long delivered,
      long rescued,
      long rejected,
      long discarded,
      long undelivered,
      long inFlight,
      long retries,
      long resent,
      long bytes,
      Map<Reason, Long> reasons) {

    /**
     * Zero when the sink was offered what its group took, but for what its own filter dropped. Says
     * something of a quiet node only.
     */
    public long notOffered() {
      return owed - offered - filtered;
    }

    /** Zero when the equation holds. */
    public long imbalance() {
      return offered - delivered - rescued - rejected - discarded - undelivered - inFlight;
    }
  }
}
