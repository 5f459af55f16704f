package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.ledger.SourceTally;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Decides for one source's events which groups take them, and offers each lane its share. An event
 * goes to every group that claims it, else to {@code default}. Thread-safe: what belongs to one
 * batch lives in its {@link Routing}. Work per record only where a condition asks for it.
 */
public final class Router {
  final SourceTally tally;
  final List<String> rules;
  final List<RuleTally> ruleTallies;
  final InfraGroups infra;

  final Group[] groups;

  /** Places in {@code groups} of those that may claim events of a rule, by rule number. */
  private final int[][] candidates;

  /** Whether nothing but the rule decides where its events go, by rule number. */
  private final boolean[] simple;

  /**
   * A router for one source.
   *
   * @param rules names of the source's rules by number
   * @param ruleTallies their tallies, in the same order
   */
  public Router(
      SourceTally tally,
      List<String> rules,
      List<RuleTally> ruleTallies,
      List<Group> groups,
      InfraGroups infra) {
    this.tally = tally;
    this.rules = List.copyOf(rules);
    this.ruleTallies = List.copyOf(ruleTallies);
    this.infra = infra;
    this.groups = groups.toArray(Group[]::new);
    candidates = new int[rules.size()][];
    simple = new boolean[rules.size()];
    for (int i = 0; i < candidates.length; i++) {
      String rule = rules.get(i);
      candidates[i] =
          IntStream.range(0, this.groups.length)
              .filter(g -> this.groups[g].rules().test(rule))
              .toArray();
      simple[i] = IntStream.of(candidates[i]).allMatch(g -> this.groups[g].byRuleAlone());
    }
  }

  /**
   * Offers every record to whom it is owed and gives up the router's own part of the settlement.
   * Completes when all lanes have room for the next batch; never exceptionally.
   */
  public CompletionStage<Void> route(Events events) {
    Routing routing = new Routing(this, events);
    int rule = onlyRule(events);
    if (rule >= 0 && simple[rule]) {
      routing.allTo(rule, candidates[rule]);
    } else {
      routing.eachRecord();
    }
    return routing.offered();
  }

  /** The matcher failed on a batch: its records are kept whole, in {@code error}. */
  public CompletionStage<Void> failed(Batch batch) {
    Events unparsed = new Events(batch, new Names(), new byte[0], 1, 1);
    for (int i = 0; i < batch.count(); i++) {
      unparsed.missed(-1, -1, 0);
    }
    Routing routing = new Routing(this, unparsed);
    routing.allFailed();
    return routing.offered();
  }

  int[] candidates(int rule) {
    return candidates[rule];
  }

  /** The rule that matched every record of the batch and left nothing, or -1. */
  private static int onlyRule(Events events) {
    if (events.missed() > 0 || events.withResidue() > 0) {
      return -1;
    }
    int rule = events.rule(0);
    for (int i = 1; i < events.batch().count(); i++) {
      if (events.rule(i) != rule) {
        return -1;
      }
    }
    return rule;
  }
}
