package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The offers made of one batch. Not thread-safe. */
final class Offers {
  private final RouteTable table;
  private final Events events;
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

  Offers(RouteTable table, Events events) {
    this.table = table;
    this.events = events;
  }

  /** A group takes {@code count} records: each of its sinks is offered what its filter keeps. */
  void take(Group group, Share.Kind kind, int @Nullable [] selected, int count) {
    if (count == 0) {
      return;
    }
    group.tally().claimed(count, 0);
    group.tap().offer(events, kind, selected);
    if (group.sinks().isEmpty()) {
      group.tally().discarded(count);
    }
    for (GroupSink sink : group.sinks()) {
      sink.outlet().tally().owed(count);
      Condition filter = sink.filter();
      if (filter == null) {
        offer(sink.outlet(), kind, selected);
      } else {
        offerKept(sink, filter, new Share(events, kind, selected));
      }
    }
  }

  /** A group's filter dropped these: copies go to {@code intercept}. */
  void drop(Group group, Picks dropped) {
    if (dropped.count() > 0) {
      group.tally().claimed(0, dropped.count());
      intercept(dropped);
    }
  }

  private void offerKept(GroupSink sink, Condition filter, Share all) {
    Picks kept = new Picks(events.batch().count());
    Picks dropped = new Picks(events.batch().count());
    for (int i = 0; i < all.count(); i++) {
      int record = all.record(i);
      (filter.test(events, record) ? kept : dropped).add(record);
    }
    if (kept.count() > 0) {
      offer(sink.outlet(), all.kind(), kept.selected());
    }
    if (dropped.count() > 0) {
      sink.outlet().tally().filtered(dropped.count());
      intercept(dropped);
    }
  }

  private void intercept(Picks dropped) {
    take(table.infra().intercept(), Share.Kind.INTERCEPTED, dropped.selected(), dropped.count());
  }

  private void offer(Outlet outlet, Share.Kind kind, int @Nullable [] selected) {
    events.batch().settlement().owe();
    CompletableFuture<Void> fits =
        outlet.offer(new Share(events, kind, selected)).toCompletableFuture();
    if (!fits.isDone()) {
      waiting.add(fits);
    }
  }

  /** Completes when every offer made so far fits. */
  CompletionStage<Void> fit() {
    return waiting.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.allOf(waiting.toArray(new CompletableFuture<?>[0]));
  }
}
