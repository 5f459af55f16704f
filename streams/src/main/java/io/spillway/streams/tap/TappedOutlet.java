package io.spillway.streams.tap;

import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.SinkTally;
import java.util.concurrent.CompletionStage;

/** A lane whose live records can be looked at as they are offered to it. */
public final class TappedOutlet implements Outlet {
  private final Outlet lane;
  private final TapPoint point;

  public TappedOutlet(Outlet lane, TapPoint point) {
    this.lane = lane;
    this.point = point;
  }

  @Override
  public CompletionStage<Void> offer(Share share) {
    point.offer(share);
    return lane.offer(share);
  }

  @Override
  public SinkTally tally() {
    return lane.tally();
  }
}
