package io.spillway.app.http;

import io.spillway.app.settings.Difference;
import java.util.List;

/**
 * What became of a reload.
 *
 * @param applied whether the new configuration holds; if not, the old one does, whole
 * @param underWay whether it was refused because something else goes on: a reload, a drain
 * @param problems why it was refused, or what did not end as it should
 * @param warnings of the new configuration, as {@code check} gives them
 * @param unchanged how many sources, groups and sinks were not touched
 * @param settings of the whole node, that were changed
 * @param needRestart settings that keep the values they had at start
 */
public record ReloadReceipt(
    boolean applied,
    boolean underWay,
    String cause,
    double seconds,
    List<String> problems,
    List<String> warnings,
    Changed sources,
    Changed groups,
    Changed sinks,
    Changed ruleFiles,
    int unchanged,
    List<String> settings,
    List<String> needRestart) {

  /** Names of the parts of one kind that are not as they were. */
  public record Changed(List<String> added, List<String> removed, List<String> changed) {
    private static final Changed NOTHING = new Changed(List.of(), List.of(), List.of());

    static Changed of(Difference.Parts parts) {
      return new Changed(parts.added(), parts.removed(), parts.changed());
    }
  }

  /** A reload that changed nothing. */
  public static ReloadReceipt refused(String cause, boolean underWay, List<String> problems) {
    return new ReloadReceipt(
        false,
        underWay,
        cause,
        0,
        problems,
        List.of(),
        Changed.NOTHING,
        Changed.NOTHING,
        Changed.NOTHING,
        Changed.NOTHING,
        0,
        List.of(),
        List.of());
  }

  public static ReloadReceipt applied(
      String cause,
      double seconds,
      List<String> problems,
      List<String> warnings,
      Difference difference) {
    return new ReloadReceipt(
        true,
        false,
        cause,
        seconds,
        problems,
        warnings,
        Changed.of(difference.sources()),
        Changed.of(difference.groups()),
        Changed.of(difference.sinks()),
        Changed.of(difference.ruleFiles()),
        difference.unchanged(),
        difference.settings(),
        difference.needRestart());
  }
}
