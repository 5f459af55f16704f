package io.spillway.app.warp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an import did.
 *
 * @param findings one of every key of every TOML file, of rules, models and filters
 * @param others files that are no part of the configuration, from the project's folder
 * @param written files below the target
 */
public record ImportReport(
    Path project, Path target, List<Finding> findings, List<String> others, List<String> written) {
  public ImportReport {
    findings = List.copyOf(findings);
    others = List.copyOf(others);
    written = List.copyOf(written);
  }

  public long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** For people: file by file, every key on a line. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("Warp Parse project ").append(project).append('\n');
    Map<String, List<Finding>> files = new LinkedHashMap<>();
    for (Finding finding : findings) {
      files.computeIfAbsent(finding.file(), file -> new ArrayList<>()).add(finding);
    }
    files.forEach(
        (file, all) -> {
          text.append('\n').append(file).append('\n');
          all.forEach(finding -> line(text, finding));
        });
    if (!others.isEmpty()) {
      text.append("\nFiles that are no part of the configuration, left where they are:\n");
      others.forEach(file -> text.append("  ").append(file).append('\n'));
    }
    text.append('\n').append(sums()).append('\n');
    return text.toString();
  }

  /** How many keys went which way. */
  public String sums() {
    return "%d mapped, %d differ, %d without counterpart"
        .formatted(count(Verdict.MAPPED), count(Verdict.DIFFERS), count(Verdict.NONE));
  }

  private static void line(StringBuilder text, Finding finding) {
    text.append("  %-14s".formatted(finding.verdict().word()));
    if (!finding.key().isEmpty()) {
      text.append(' ').append(finding.key());
      text.append(finding.value().isEmpty() ? "" : " = " + finding.value());
    }
    text.append(finding.here().isEmpty() ? "" : " -> " + finding.here());
    boolean alone = finding.key().isEmpty() && finding.here().isEmpty();
    text.append(finding.note().isEmpty() ? "" : (alone ? " " : ": ") + finding.note());
    text.append('\n');
  }
}
