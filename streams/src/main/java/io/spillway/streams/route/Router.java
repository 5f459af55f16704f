package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.tap.TapPoint;
import java.util.concurrent.CompletionStage;

/**
 * Sends a source's parsed batches to the sinks they are owed to, and keeps the source's, the
 * groups' and the rules' counts. Thread-safe; one per source.
 */
public final class Router {
  private final RouteTable table;
  private final SourceTally source;
  private final TapPoint tap;

  public Router(RouteTable table, SourceTally source) {
    this(table, source, new TapPoint());
  }

  /**
   * A source's router.
   *
   * @param tap where the source's records can be looked at
   */
  public Router(RouteTable table, SourceTally source, TapPoint tap) {
    this.table = table;
    this.source = source;
    this.tap = tap;
  }

  /**
   * Offers the batch's records to all their lanes together, and then gives up the router's own
   * share of the batch. Completes when every offer fits.
   */
  public CompletionStage<Void> route(Events events) {
    tap.offer(events, Share.Kind.EVENT, null);
    Offers offers = new Offers(table, events);
    Sorting sorting = new Sorting(table, events);
    sorting.sort();
    source.routed(
        sorting.claimed(),
        sorting.unclaimed(),
        events.missed(),
        sorting.intercepted(),
        0,
        events.withResidue());
    if (events.missed() > 0) {
      source.nearest(nearestRule(events));
    }
    sorting.offer(offers);
    CrashPoint.ROUTED.pass();
    events.batch().settlement().settled();
    return offers.fit();
  }

  /** The matcher failed on a batch: its records are kept whole, in {@code error}. */
  public CompletionStage<Void> failed(Batch batch) {
    Events unparsed = new Events(batch, new Names(), new byte[0], 1, 1);
    for (int i = 0; i < batch.count(); i++) {
      unparsed.missed(-1, -1, 0);
    }
    tap.offer(unparsed, Share.Kind.ERROR, null);
    source.routed(0, 0, 0, 0, batch.count(), 0);
    return routeAll(table, table.infra().error(), Share.Kind.ERROR, unparsed);
  }

  /** Of the first record that no rule matched. */
  private String nearestRule(Events events) {
    for (int record = 0; record < events.batch().count(); record++) {
      if (events.rule(record) == Events.MISSED && events.nearestRule(record) >= 0) {
        return table.rules().get(events.nearestRule(record)).rule();
      }
    }
    return "";
  }

  /** Offers records that are not the data's own, such as the node's statistics, to a group. */
  public static CompletionStage<Void> routeAll(
      RouteTable table, Group group, Share.Kind kind, Events events) {
    Offers offers = new Offers(table, events);
    offers.take(group, kind, null, events.batch().count());
    events.batch().settlement().settled();
    return offers.fit();
  }
}
