package io.spillway.streams.route;

import io.spillway.streams.ledger.GroupTally;
import io.spillway.streams.tap.TapPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events go to which sinks. A group claims an event if one of its globs matches the rule's
 * name and its condition holds; then its filter decides whether it takes it.
 *
 * @param rules globs of rule names; empty for any rule, if there is a condition
 * @param when what must hold of an event to be claimed; null for nothing
 * @param filter keeps the events it holds for, the others go to {@code intercept}; null keeps all
 * @param sinks empty to discard on purpose what the group takes
 * @param tap where what it takes can be looked at
 */
public record Group(
    String name,
    List<Glob> rules,
    @Nullable Condition when,
    @Nullable Condition filter,
    List<GroupSink> sinks,
    GroupTally tally,
    TapPoint tap) {

  /** A group that nobody taps. */
  public Group(
      String name,
      List<Glob> rules,
      @Nullable Condition when,
      @Nullable Condition filter,
      List<GroupSink> sinks,
      GroupTally tally) {
    this(name, rules, when, filter, sinks, tally, new TapPoint());
  }

  public Group {
    rules = List.copyOf(rules);
    sinks = List.copyOf(sinks);
  }

  /** An infra group: its records come to it by what became of them. */
  public static Group infra(String name, List<GroupSink> sinks) {
    return new Group(name, List.of(), null, null, sinks, new GroupTally(name));
  }

  boolean mayClaim(String rule) {
    return rules.isEmpty() ? when != null : rules.stream().anyMatch(glob -> glob.matches(rule));
  }

  /** Whether the rule alone decides that an event goes to the group. */
  boolean byRuleAlone() {
    return when == null && filter == null;
  }
}
