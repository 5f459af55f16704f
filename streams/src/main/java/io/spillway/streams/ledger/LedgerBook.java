package io.spillway.streams.ledger;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * All tallies of one run by name, made when first asked for and kept to the end, so that the
 * receipt knows of parts that are gone. Thread-safe.
 */
public final class LedgerBook {
  private final Map<String, SourceTally> sources = new ConcurrentSkipListMap<>();
  private final Map<String, RuleTally> rules = new ConcurrentSkipListMap<>();
  private final Map<String, GroupTally> groups = new ConcurrentSkipListMap<>();
  private final Map<String, SinkTally> sinks = new ConcurrentSkipListMap<>();

  private final RescueTally rescue = new RescueTally(RescueTally.RESCUE);
  private final RescueTally rejected = new RescueTally(RescueTally.REJECTED);

  public SourceTally source(String name) {
    return sources.computeIfAbsent(name, SourceTally::new);
  }

  public RuleTally rule(String name) {
    return rules.computeIfAbsent(name, RuleTally::new);
  }

  public GroupTally group(String name) {
    return groups.computeIfAbsent(name, GroupTally::new);
  }

  /**
   * Sink names are unique over the node; one that a reload gives to another group has an account
   * for each.
   */
  public SinkTally sink(String group, String name) {
    return sinks.computeIfAbsent(name + "/" + group, key -> new SinkTally(group, name));
  }

  /** What sinks would not take. */
  public RescueTally rescue() {
    return rescue;
  }

  /** What sinks refused for good. */
  public RescueTally rejected() {
    return rejected;
  }

  public LedgerReading read() {
    return new LedgerReading(
        readings(sources, SourceTally::read),
        readings(rules, RuleTally::read),
        readings(groups, GroupTally::read),
        readings(sinks, SinkTally::read),
        List.of(rescue.read(), rejected.read()));
  }

  private static <T, R> List<R> readings(Map<String, T> tallies, Function<T, R> read) {
    return tallies.values().stream().map(read).toList();
  }
}
