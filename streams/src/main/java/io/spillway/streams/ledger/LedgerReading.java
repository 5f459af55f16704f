package io.spillway.streams.ledger;

import java.util.List;

/** One reading of every tally of the run. Between parts the sums agree when the node is quiet. */
public record LedgerReading(
    List<SourceTally.Reading> sources,
    List<RuleTally.Reading> rules,
    List<GroupTally.Reading> groups,
    List<SinkTally.Reading> sinks,
    List<RescueTally.Reading> rescue) {

  public LedgerReading {
    sources = List.copyOf(sources);
    rules = List.copyOf(rules);
    groups = List.copyOf(groups);
    sinks = List.copyOf(sinks);
    rescue = List.copyOf(rescue);
  }

  /** Whether the equations of every source, sink and rescue store hold. */
  public boolean balanced() {
    return sources.stream().allMatch(s -> s.imbalance() == 0 && s.routingImbalance() == 0)
        && sinks.stream().allMatch(s -> s.imbalance() == 0)
        && rescue.stream().allMatch(r -> r.imbalance() == 0);
  }

  /**
   * Whether, besides, nothing is in parse or in flight, and every sink was offered what its group
   * took: what a receipt needs, and holds of every quiet node.
   */
  public boolean closed() {
    return balanced()
        && sources.stream().allMatch(s -> s.inParse() == 0)
        && sinks.stream().allMatch(s -> s.inFlight() == 0 && s.notOffered() == 0);
  }
}
