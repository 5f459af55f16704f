package io.spillway.streams.ledger;

/** What a rule did: matched, left tails, got nearest to records that no rule matched. */
public final class RuleTally {
  private final String rule;
  private long matched;
  private long residues;
  private long nearest;

  public RuleTally(String rule) {
    this.rule = rule;
  }

  public String rule() {
    return rule;
  }

  public synchronized void add(long matchedMore, long residuesMore, long nearestMore) {
    matched += matchedMore;
    residues += residuesMore;
    nearest += nearestMore;
  }

  public synchronized Reading read() {
    return new Reading(rule, matched, residues, nearest);
  }

  /** One consistent reading. */
  public record Reading(String rule, long matched, long residues, long nearest) {}
}
