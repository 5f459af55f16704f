package io.spillway.streams.route;

import io.spillway.streams.ledger.GroupTally;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A business group: which events it claims and where they go. No sinks is an explicit discard.
 *
 * @param rules whether it claims events of the rule of that name
 * @param when what an event must meet besides, null for nothing
 * @param filter what a claimed event must meet to go on, null for nothing
 */
public record Group(
    Predicate<String> rules,
    @Nullable EventTest when,
    @Nullable EventTest filter,
    List<GroupSink> sinks,
    GroupTally tally) {

  public Group {
    sinks = List.copyOf(sinks);
  }

  /** Whether it depends on an event's rule alone what becomes of the event here. */
  boolean byRuleAlone() {
    return when == null && filter == null && sinks.stream().allMatch(s -> s.filter() == null);
  }
}
