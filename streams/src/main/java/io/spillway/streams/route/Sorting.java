package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.RuleTally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each record of one batch which groups take it. When every record's rule leads to the
 * same groups and no condition has a say, the batch goes there whole. Hot path: costs an int per
 * record and group that takes a part of the batch. Not thread-safe.
 */
final class Sorting {
  private final RouteTable table;
  private final Events events;
  private final int count;
  private final @Nullable Picks[] taken;
  private final @Nullable Picks[] dropped;
  private final Picks missed;
  private final Picks residues;
  private final Picks others;
  private final Picks othersDropped;
  private final int[] matches;
  private final int[] tails;
  private final int[] nearest;

  /** The rule whose groups take the whole batch, or -1. */
  private int whole = -1;

  private int claimed;
  private int unclaimed;
  private int intercepted;

  Sorting(RouteTable table, Events events) {
    this.table = table;
    this.events = events;
    this.count = events.batch().count();
    this.taken = new @Nullable Picks[table.groups().size()];
    this.dropped = new @Nullable Picks[table.groups().size()];
    this.missed = new Picks(count);
    this.residues = new Picks(count);
    this.others = new Picks(count);
    this.othersDropped = new Picks(count);
    this.matches = new int[table.rules().size()];
    this.tails = new int[table.rules().size()];
    this.nearest = new int[table.rules().size()];
  }

  /** Records that a group takes. */
  int claimed() {
    return claimed;
  }

  /** Parsed records that no group claims and {@code default} takes. */
  int unclaimed() {
    return unclaimed;
  }

  /** Records that were claimed and that every filter dropped. */
  int intercepted() {
    return intercepted;
  }

  void sort() {
    whole = wholeBatchRule();
    if (whole >= 0) {
      countRules();
      boolean anyGroup = table.candidates(whole).length > 0;
      claimed = anyGroup ? count : 0;
      unclaimed = anyGroup ? 0 : count;
    } else {
      for (int record = 0; record < count; record++) {
        sortOne(record);
      }
    }
    if (events.withResidue() > 0) {
      pickResidues();
    }
  }

  private int wholeBatchRule() {
    if (events.missed() > 0 || !table.byRuleAlone(events.rule(0))) {
      return -1;
    }
    int plan = table.plan(events.rule(0));
    for (int record = 1; record < count; record++) {
      if (table.plan(events.rule(record)) != plan) {
        return -1;
      }
    }
    return events.rule(0);
  }

  private void countRules() {
    for (int record = 0; record < count; record++) {
      matches[events.rule(record)]++;
    }
  }

  private void sortOne(int record) {
    int rule = events.rule(record);
    if (rule == Events.MISSED) {
      missed.add(record);
      if (events.nearestRule(record) >= 0) {
        nearest[events.nearestRule(record)]++;
      }
      return;
    }
    matches[rule]++;
    boolean isClaimed = false;
    boolean isTaken = false;
    for (int group : table.candidates(rule)) {
      Group its = table.groups().get(group);
      if (its.when() == null || its.when().test(events, record)) {
        isClaimed = true;
        boolean takes = its.filter() == null || its.filter().test(events, record);
        picks(takes ? taken : dropped, group).add(record);
        isTaken |= takes;
      }
    }
    if (isTaken) {
      claimed++;
    } else if (isClaimed) {
      intercepted++;
    } else {
      other(record);
    }
  }

  private void other(int record) {
    Condition filter = table.infra().unclaimed().filter();
    if (filter == null || filter.test(events, record)) {
      others.add(record);
      unclaimed++;
    } else {
      othersDropped.add(record);
      intercepted++;
    }
  }

  private void pickResidues() {
    for (int record = 0; record < count; record++) {
      if (events.hasResidue(record)) {
        residues.add(record);
        tails[events.rule(record)]++;
      }
    }
  }

  private Picks picks(@Nullable Picks[] of, int group) {
    @Nullable Picks its = of[group];
    if (its == null) {
      its = new Picks(count);
      of[group] = its;
    }
    return its;
  }

  /** Notes the rules' counts and makes the offers. */
  void offer(Offers offers) {
    noteRules();
    RouteTable.InfraGroups infra = table.infra();
    if (whole >= 0) {
      offerWhole(offers);
    } else {
      for (int group = 0; group < taken.length; group++) {
        offerPart(offers, table.groups().get(group), taken[group], dropped[group]);
      }
      offerPart(offers, infra.unclaimed(), others, othersDropped);
    }
    offers.take(infra.miss(), Share.Kind.MISS, missed.selected(), missed.count());
    offers.take(infra.residue(), Share.Kind.RESIDUE, residues.selected(), residues.count());
  }

  private void offerWhole(Offers offers) {
    int[] groups = table.candidates(whole);
    for (int group : groups) {
      offers.take(table.groups().get(group), Share.Kind.EVENT, null, count);
    }
    if (groups.length == 0) {
      offers.take(table.infra().unclaimed(), Share.Kind.EVENT, null, count);
    }
  }

  private static void offerPart(
      Offers offers, Group group, @Nullable Picks takes, @Nullable Picks drops) {
    if (takes != null) {
      offers.take(group, Share.Kind.EVENT, takes.selected(), takes.count());
    }
    if (drops != null) {
      offers.drop(group, drops);
    }
  }

  private void noteRules() {
    List<RuleTally> tallies = table.rules();
    for (int rule = 0; rule < matches.length; rule++) {
      if (matches[rule] + tails[rule] + nearest[rule] > 0) {
        tallies.get(rule).add(matches[rule], tails[rule], nearest[rule]);
      }
    }
  }
}
