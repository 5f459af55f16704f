package io.spillway.streams.route;

import io.spillway.streams.flow.Outlet;
import io.spillway.streams.ledger.GroupTally;
import java.util.List;

/** One of the six groups that always exist. No outlets is an explicit discard. */
public record InfraGroup(List<Outlet> outlets, GroupTally tally) {
  public InfraGroup {
    outlets = List.copyOf(outlets);
  }
}
