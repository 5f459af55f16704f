package io.spillway.app.node;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.ledger.GroupTally;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.route.Condition;
import io.spillway.streams.route.Glob;
import io.spillway.streams.route.Group;
import io.spillway.streams.route.GroupSink;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.wpl.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles groups into route tables: one for records that are parsed by the node's rules, and one
 * for records that are not parsed, whose fields have other numbers. Both count in the same tallies.
 */
final class GroupWiring {
  private final NodeSettings settings;
  private final LedgerBook book;
  private final Map<String, Outlet> outlets;
  private final RouteTable parsed;
  private final RouteTable raw;
  private final RuleSet rawRules = RuleSet.raw();

  GroupWiring(NodeSettings settings, LedgerBook book, Map<String, Outlet> outlets) {
    this.settings = settings;
    this.book = book;
    this.outlets = outlets;
    this.parsed = table(settings.rules());
    this.raw = table(rawRules);
  }

  /** For sources whose records are parsed. */
  RouteTable parsed() {
    return parsed;
  }

  /** For sources whose records are not. */
  RouteTable raw() {
    return raw;
  }

  RuleSet rawRules() {
    return rawRules;
  }

  private RouteTable table(RuleSet rules) {
    Names names = rules.fieldNames();
    List<Group> business = new ArrayList<>();
    for (GroupSettings group : settings.groups()) {
      if (group.kind() == GroupSettings.Kind.BUSINESS) {
        business.add(group(group, names));
      }
    }
    RouteTable.InfraGroups infra =
        new RouteTable.InfraGroups(
            infra(GroupSettings.Kind.DEFAULT, names),
            infra(GroupSettings.Kind.MISS, names),
            infra(GroupSettings.Kind.RESIDUE, names),
            infra(GroupSettings.Kind.INTERCEPT, names),
            infra(GroupSettings.Kind.ERROR, names),
            infra(GroupSettings.Kind.MONITOR, names));
    RouteTable table = new RouteTable(rules.names(), business, infra);
    book.rules(table.rules());
    return table;
  }

  private Group infra(GroupSettings.Kind kind, Names names) {
    return group(
        settings.groups().stream().filter(g -> g.kind() == kind).findFirst().orElseThrow(), names);
  }

  private Group group(GroupSettings group, Names names) {
    List<GroupSink> sinks = new ArrayList<>();
    for (SinkSettings sink : group.sinks()) {
      Outlet outlet = Objects.requireNonNull(outlets.get(sink.name()));
      sinks.add(GroupSink.of(outlet, condition(sink.filter(), names)));
    }
    GroupTally tally = book.group(group.name());
    return new Group(
        group.name(),
        group.rules().stream().map(Glob::new).toList(),
        condition(group.when(), names),
        condition(group.filter(), names),
        sinks,
        tally);
  }

  /** The checked condition, compiled anew for the fields of one rule set. */
  private static @Nullable Condition condition(Optional<Condition> checked, Names names) {
    if (checked.isEmpty()) {
      return null;
    }
    Condition.Result result = Condition.compile(checked.get().toString(), names);
    if (result instanceof Condition.Compiled compiled) {
      return compiled.condition();
    }
    throw new IllegalStateException(
        "a condition passed the checks and does not compile: " + result);
  }
}
