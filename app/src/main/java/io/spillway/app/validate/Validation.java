package io.spillway.app.validate;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.stat.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * All expectations of a configuration, with their evidence.
 *
 * @param verdict the worst of them
 * @param input what total-input stands for
 */
public record Validation(
    String config, Verdict verdict, Input input, List<Finding> findings, Stat stat) {

  /** Counts, and judges; {@code given} stands for what the sources took. */
  public static Validation of(NodeSettings node, OptionalLong given) {
    Stat stat = Stat.of(node, true);
    Input input = Input.of(stat, given);
    List<Finding> findings = new ArrayList<>();
    for (GroupSettings group : node.groups()) {
      findings.addAll(new GroupJudge(group, stat, input).findings());
    }
    return new Validation(node.config().toString(), worst(findings), input, findings, stat);
  }

  private static Verdict worst(List<Finding> findings) {
    for (Verdict verdict :
        List.of(Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS, Verdict.SKIPPED)) {
      if (findings.stream().anyMatch(finding -> finding.verdict() == verdict)) {
        return verdict;
      }
    }
    return Verdict.NOTHING;
  }
}
