package io.spillway.app.node;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.route.Glob;
import io.spillway.streams.route.Group;
import io.spillway.streams.route.GroupSink;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.tap.Taps;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compiles groups and their lanes into the node's route table. */
final class GroupWiring {
  private final NodeSettings settings;
  private final Map<String, LaneWiring.Made> lanes;
  private final LedgerBook book;
  private final Taps taps;

  /**
   * For one table.
   *
   * @param lanes by sink name
   */
  GroupWiring(
      NodeSettings settings, Map<String, LaneWiring.Made> lanes, LedgerBook book, Taps taps) {
    this.taps = taps;
    this.settings = settings;
    this.lanes = lanes;
    this.book = book;
  }

  RouteTable table() {
    List<Group> business =
        settings.groups().stream()
            .filter(group -> group.kind() == GroupSettings.Kind.BUSINESS)
            .map(this::group)
            .toList();
    return new RouteTable(
        settings.rules().names().stream().map(book::rule).toList(),
        business,
        new RouteTable.InfraGroups(
            infra(GroupSettings.Kind.DEFAULT),
            infra(GroupSettings.Kind.MISS),
            infra(GroupSettings.Kind.RESIDUE),
            infra(GroupSettings.Kind.INTERCEPT),
            infra(GroupSettings.Kind.ERROR),
            infra(GroupSettings.Kind.MONITOR)));
  }

  private Group infra(GroupSettings.Kind kind) {
    return group(
        settings.groups().stream().filter(g -> g.kind() == kind).findFirst().orElseThrow());
  }

  private Group group(GroupSettings group) {
    return new Group(
        group.name(),
        group.rules().stream().map(Glob::new).toList(),
        group.when().orElse(null),
        group.filter().orElse(null),
        group.sinks().stream().map(this::sink).toList(),
        book.group(group.name()),
        taps.point(Taps.Part.GROUP, group.name()));
  }

  private GroupSink sink(SinkSettings sink) {
    LaneWiring.Made made = Objects.requireNonNull(lanes.get(sink.name()));
    return new GroupSink(made.outlet(), sink.filter().orElse(null));
  }
}
