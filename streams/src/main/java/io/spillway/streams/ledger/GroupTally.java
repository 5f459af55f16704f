package io.spillway.streams.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * A group's side of the ledger: what it took, which is what each of its sinks was offered but for
 * what the sink's own filter dropped. Called once per batch.
 */
public final class GroupTally {
  private final String group;
  private long taken;
  private long filtered;
  private long discarded;
  private final EnumMap<Reason, Long> reasons = new EnumMap<>(Reason.class);

  public GroupTally(String group) {
    this.group = group;
  }

  /** It took {@code records}, and its filter dropped {@code dropped} others. */
  public synchronized void taken(long records, long dropped) {
    taken += records;
    filtered += dropped;
  }

  /** Of those it took, dropped by an explicit setting. */
  public synchronized void discarded(long records, Reason reason) {
    discarded += records;
    reasons.merge(reason, records, Long::sum);
  }

  public synchronized Reading read() {
    return new Reading(group, taken, filtered, discarded, new EnumMap<>(reasons));
  }

  /** One reading. */
  public record Reading(
      String group, long taken, long filtered, long discarded, Map<Reason, Long> reasons) {}
}
