package io.spillway.streams.ledger;

/**
 * A group's side of the ledger: {@code claimed = taken + intercepted}; what a group without sinks
 * took is discarded. Called once per batch; every reading balances.
 */
public final class GroupTally {
  private final String group;
  private long claimed;
  private long taken;
  private long intercepted;
  private long discarded;

  public GroupTally(String group) {
    this.group = group;
  }

  public String group() {
    return group;
  }

  /** Records of one batch that the group took and that its filter dropped. */
  public synchronized void claimed(long took, long dropped) {
    claimed += took + dropped;
    taken += took;
    intercepted += dropped;
  }

  /** Records it took and has no sink for, by explicit setting: {@link Reason#NO_SINK}. */
  public synchronized void discarded(long records) {
    discarded += records;
  }

  public synchronized Reading read() {
    return new Reading(group, claimed, taken, intercepted, discarded);
  }

  /** One consistent reading. */
  public record Reading(String group, long claimed, long taken, long intercepted, long discarded) {

    /** Zero when the equation holds. */
    public long imbalance() {
      return claimed - taken - intercepted;
    }
  }
}
