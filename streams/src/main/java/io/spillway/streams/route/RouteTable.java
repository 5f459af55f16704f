package io.spillway.streams.route;

import io.spillway.streams.ledger.RuleTally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups compiled against the rules: for each rule the groups that may claim its events. Shared by
 * all routers; its tallies are the only thing that changes.
 */
public final class RouteTable {
  private final List<Group> groups;
  private final InfraGroups infra;
  private final List<RuleTally> ruleTallies;

  /** For each rule, numbers of the groups that may claim its events, rising. */
  private final int[][] candidates;

  /** For each rule, a number that is equal for rules with the same candidates. */
  private final int[] plans;

  /** For each rule, whether the rule alone decides where its events go. */
  private final boolean[] byRuleAlone;

  /**
   * The groups that always exist.
   *
   * @param unclaimed parsed, and claimed by no group: {@code default}
   */
  public record InfraGroups(
      Group unclaimed, Group miss, Group residue, Group intercept, Group error, Group monitor) {

    public InfraGroups {
      if (intercept.sinks().stream().anyMatch(sink -> sink.filter() != null)) {
        throw new IllegalArgumentException("intercept's sinks have no filters");
      }
    }

    public List<Group> all() {
      return List.of(unclaimed, miss, residue, intercept, error, monitor);
    }
  }

  /**
   * Compiles the groups.
   *
   * @param rules tallies of the rules, in the order of their numbers
   */
  public RouteTable(List<RuleTally> rules, List<Group> groups, InfraGroups infra) {
    this.groups = List.copyOf(groups);
    this.infra = infra;
    this.ruleTallies = List.copyOf(rules);
    this.candidates = new int[rules.size()][];
    this.plans = new int[rules.size()];
    this.byRuleAlone = new boolean[rules.size()];
    for (int rule = 0; rule < candidates.length; rule++) {
      plan(rule, rules.get(rule).rule());
    }
  }

  private void plan(int rule, String name) {
    List<Integer> mayClaim = new ArrayList<>();
    boolean alone = true;
    for (int group = 0; group < groups.size(); group++) {
      if (groups.get(group).mayClaim(name)) {
        mayClaim.add(group);
        alone &= groups.get(group).byRuleAlone();
      }
    }
    candidates[rule] = mayClaim.stream().mapToInt(Integer::intValue).toArray();
    byRuleAlone[rule] = alone && (!mayClaim.isEmpty() || infra.unclaimed().filter() == null);
    plans[rule] = rule;
    for (int other = 0; other < rule; other++) {
      if (plans[rule] == rule && Arrays.equals(candidates[rule], candidates[other])) {
        plans[rule] = plans[other];
      }
    }
  }

  public List<Group> groups() {
    return groups;
  }

  public InfraGroups infra() {
    return infra;
  }

  public List<RuleTally> rules() {
    return ruleTallies;
  }

  int[] candidates(int rule) {
    return candidates[rule];
  }

  int plan(int rule) {
    return plans[rule];
  }

  boolean byRuleAlone(int rule) {
    return byRuleAlone[rule];
  }
}
