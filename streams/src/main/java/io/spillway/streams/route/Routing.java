package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.Share.Kind;
import io.spillway.streams.ledger.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The routing of one batch: collects who gets which records, then counts and offers. One thread's;
 * its cost per record is one array store for each place the record goes to.
 */
final class Routing {
  private final Router router;
  private final Events events;
  private final int count;
  private final List<Outlet> outlets = new ArrayList<>();
  private final List<Share> shares = new ArrayList<>();

  /** What each group takes, by its place; null for nothing so far. */
  private final @Nullable Claims[] claims;

  private final Selection unclaimed;
  private final Selection missed;
  private final Selection residues;
  private final Selection dropped;
  private long intercepted;

  /** What one group takes of the batch. */
  private static final class Claims {
    final Selection taken;
    final Selection[] bySink;
    long filtered;

    Claims(Group group, int count) {
      taken = new Selection(count);
      bySink = new Selection[group.sinks().size()];
      for (int i = 0; i < bySink.length; i++) {
        bySink[i] = group.sinks().get(i).filter() == null ? taken : new Selection(count);
      }
    }
  }

  Routing(Router router, Events events) {
    this.router = router;
    this.events = events;
    this.count = events.batch().count();
    claims = new Claims[router.groups.length];
    unclaimed = new Selection(count);
    missed = new Selection(count);
    residues = new Selection(count);
    dropped = new Selection(count);
  }

  /** All records are of one rule that alone decides where they go. */
  void allTo(int rule, int[] groups) {
    router.ruleTallies.get(rule).matched(count);
    for (int place : groups) {
      Group group = router.groups[place];
      group.tally().taken(count, 0);
      if (group.sinks().isEmpty()) {
        group.tally().discarded(count, Reason.NO_SINK);
      }
      for (GroupSink sink : group.sinks()) {
        add(sink.outlet(), Kind.EVENT, null);
      }
    }
    if (groups.length == 0) {
      infra(router.infra.unclaimed(), Kind.EVENT, null, count);
      router.tally.routed(0, count, 0, 0, 0, 0);
    } else {
      router.tally.routed(count, 0, 0, 0, 0, 0);
    }
  }

  void allFailed() {
    infra(router.infra.error(), Kind.ERROR, null, count);
    router.tally.routed(0, 0, 0, 0, count, 0);
  }

  void eachRecord() {
    int[] matched = new int[router.rules.size()];
    for (int record = 0; record < count; record++) {
      int rule = events.rule(record);
      if (rule == Events.MISSED) {
        missed.add(record);
        continue;
      }
      matched[rule]++;
      if (events.hasResidue(record)) {
        residues.add(record);
      }
      claim(record, router.candidates(rule));
    }
    for (int rule = 0; rule < matched.length; rule++) {
      router.ruleTallies.get(rule).matched(matched[rule]);
    }
    noteNearest();
    hand();
  }

  private void claim(int record, int[] groups) {
    boolean claimed = false;
    boolean taken = false;
    for (int place : groups) {
      Group group = router.groups[place];
      if (group.when() != null && !group.when().test(events, record)) {
        continue;
      }
      claimed = true;
      Claims of = claims[place];
      if (of == null) {
        of = new Claims(group, count);
        claims[place] = of;
      }
      if (group.filter() != null && !group.filter().test(events, record)) {
        of.filtered++;
        dropped.add(record);
        continue;
      }
      taken = true;
      of.taken.add(record);
      filterBySink(record, group, of);
    }
    if (!claimed) {
      unclaimed.add(record);
    } else if (!taken) {
      intercepted++;
    }
  }

  private void filterBySink(int record, Group group, Claims of) {
    for (int i = 0; i < of.bySink.length; i++) {
      EventTest filter = group.sinks().get(i).filter();
      if (filter == null) {
        continue;
      }
      if (filter.test(events, record)) {
        of.bySink[i].add(record);
      } else {
        dropped.add(record);
      }
    }
  }

  private void noteNearest() {
    if (missed.size() > 0) {
      int nearest = events.nearestRule(missed.first());
      router.tally.nearest(nearest < 0 ? "" : router.rules.get(nearest));
    }
  }

  private void hand() {
    for (int place = 0; place < claims.length; place++) {
      Claims of = claims[place];
      if (of != null) {
        hand(router.groups[place], of);
      }
    }
    infra(router.infra.unclaimed(), Kind.EVENT, unclaimed);
    infra(router.infra.miss(), Kind.MISS, missed);
    infra(router.infra.residue(), Kind.RESIDUE, residues);
    infra(router.infra.intercept(), Kind.INTERCEPTED, dropped);
    int parsedAndClaimed = count - missed.size() - unclaimed.size() - (int) intercepted;
    router.tally.routed(
        parsedAndClaimed, unclaimed.size(), missed.size(), intercepted, 0, residues.size());
  }

  private void hand(Group group, Claims of) {
    group.tally().taken(of.taken.size(), of.filtered);
    if (group.sinks().isEmpty()) {
      group.tally().discarded(of.taken.size(), Reason.NO_SINK);
    }
    for (int i = 0; i < of.bySink.length; i++) {
      if (of.bySink[i].size() > 0) {
        add(group.sinks().get(i).outlet(), Kind.EVENT, of.bySink[i].selected());
      }
    }
  }

  private void infra(InfraGroup group, Kind kind, Selection selection) {
    if (selection.size() > 0) {
      infra(group, kind, selection.selected(), selection.size());
    }
  }

  private void infra(InfraGroup group, Kind kind, int @Nullable [] selected, int records) {
    group.tally().taken(records, 0);
    if (group.outlets().isEmpty()) {
      group.tally().discarded(records, Reason.NO_SINK);
    }
    group.outlets().forEach(outlet -> add(outlet, kind, selected));
  }

  private void add(Outlet outlet, Kind kind, int @Nullable [] selected) {
    events.batch().settlement().owe();
    outlets.add(outlet);
    shares.add(new Share(events, kind, selected));
  }

  /** Offers go out together; the slowest lane decides when the next batch may come. */
  CompletionStage<Void> offered() {
    CompletableFuture<?>[] offers = new CompletableFuture<?>[outlets.size()];
    boolean waiting = false;
    for (int i = 0; i < offers.length; i++) {
      offers[i] = outlets.get(i).offer(shares.get(i)).toCompletableFuture();
      waiting |= !offers[i].isDone();
    }
    events.batch().settlement().settled();
    return waiting ? CompletableFuture.allOf(offers) : CompletableFuture.completedFuture(null);
  }
}
