package io.spillway.streams.ledger;

/** How many records a rule matched. Called once per batch. */
public final class RuleTally {
  private final String rule;
  private long matched;

  public RuleTally(String rule) {
    this.rule = rule;
  }

  public synchronized void matched(long records) {
    matched += records;
  }

  public synchronized Reading read() {
    return new Reading(rule, matched);
  }

  /** One reading. */
  public record Reading(String rule, long matched) {}
}
