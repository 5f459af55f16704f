package io.spillway.streams.ledger;

/**
 * A rescue store's side of the ledger: {@code found + rescued + imported = replayed + rejected in
 * replay + set aside + discarded + held}. Held is counted up when records are fsynced or found and
 * down when they leave, never computed. Every reading balances.
 */
public final class RescueTally {
  public static final String RESCUE = "rescue";
  public static final String REJECTED = "rejected";

  private final String store;
  private long found;
  private long rescued;
  private long imported;
  private long replayed;
  private long rejected;
  private long setAside;
  private long discarded;
  private long held;

  /**
   * A store's.
   *
   * @param store {@link #RESCUE}, or {@link #REJECTED} for what sinks refused for good
   */
  public RescueTally(String store) {
    this.store = store;
  }

  /** Records in files that were there when the node started. */
  public synchronized void found(long records) {
    found += records;
    held += records;
  }

  /** Records that lanes brought, fsynced. */
  public synchronized void rescued(long records) {
    rescued += records;
    held += records;
  }

  /** Records that a command brought. */
  public synchronized void imported(long records) {
    imported += records;
    held += records;
  }

  /** Delivered by a replay. */
  public synchronized void replayed(long records) {
    replayed += records;
    held -= records;
  }

  /** Refused for good in a replay; another store has them now. */
  public synchronized void rejectedInReplay(long records) {
    rejected += records;
    held -= records;
  }

  /** Found to be unreadable since they were counted, and moved to a file of their own. */
  public synchronized void setAside(long records) {
    setAside += records;
    held -= records;
  }

  /** Deleted by a command. */
  public synchronized void discarded(long records) {
    discarded += records;
    held -= records;
  }

  public synchronized Reading read() {
    return new Reading(
        store, found, rescued, imported, replayed, rejected, setAside, discarded, held);
  }

  /** One consistent reading. */
  public record Reading(
      String store,
      long found,
      long rescued,
      long imported,
      long replayed,
      long rejected,
      long setAside,
      long discarded,
      long held) {

    /** Whether it is the store of what sinks refused for good. */
    public boolean ofRejects() {
      return store.equals(REJECTED);
    }

    /** Whether anything was ever in it. */
    public boolean everUsed() {
      return found + rescued + imported > 0;
    }

    /** Zero when the equation holds. */
    public long imbalance() {
      return found + rescued + imported - replayed - rejected - setAside - discarded - held;
    }
  }
}
