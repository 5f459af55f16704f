package io.spillway.app.cli;

import io.spillway.app.validate.Finding;
import io.spillway.app.validate.Validation;
import io.spillway.app.validate.Verdict;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Expectations and their evidence for people. */
final class ValidationText {
  private final StatText counts;
  private final boolean everyFile;

  ValidationText(StatText counts, boolean everyFile) {
    this.counts = counts;
    this.everyFile = everyFile;
  }

  String of(Validation validation) {
    StringBuilder out = new StringBuilder(validation.config()).append('\n');
    Long input = validation.input().records();
    out.append("total input: ").append(input == null ? "unknown" : grouped(input));
    out.append(" (").append(validation.input().from()).append(")\n\n");
    StatText.add(out, findings(validation));
    if (everyFile) {
      StatText.add(out, counts.files(validation.stat(), false));
    }
    for (Finding finding : validation.findings()) {
      if (!finding.why().isEmpty()) {
        out.append(finding.verdict()).append(' ').append(subject(finding)).append(": ");
        out.append(finding.why()).append('\n');
      }
    }
    validation.stat().notes().forEach(note -> out.append(note).append('\n'));
    return out.append(summary(validation)).append('\n').toString();
  }

  private Table findings(Validation validation) {
    Table table =
        new Table(
            4,
            "group",
            "sink",
            "counted in",
            "expected",
            "records",
            "of",
            "actual",
            "rescued",
            "rejected",
            "verdict");
    for (Finding finding : validation.findings()) {
      table.row(
          finding.group(),
          finding.sink().isEmpty() ? "(" + finding.what() + ")" : finding.sink(),
          where(finding, validation),
          finding.expected(),
          StatText.number(finding.records()),
          finding.basis() + " " + known(finding.denominator()),
          part(finding.actual()),
          finding.rescued(),
          finding.rejected(),
          finding.verdict());
    }
    return table;
  }

  private String where(Finding finding, Validation validation) {
    return validation.stat().sinks().stream()
        .filter(sink -> sink.sink().equals(finding.sink()))
        .findFirst()
        .map(counts::where)
        .orElse("");
  }

  private static String subject(Finding finding) {
    return finding.sink().isEmpty()
        ? "group " + finding.group() + " " + finding.what()
        : "sink " + finding.sink();
  }

  private static String summary(Validation validation) {
    if (validation.verdict() == Verdict.NOTHING) {
      return "NOTHING: no sink has expect { }, see docs/validate.md";
    }
    long held = validation.findings().stream().filter(one -> one.verdict() == Verdict.PASS).count();
    return "%s: %d of %d expectations hold"
        .formatted(validation.verdict(), held, validation.findings().size());
  }

  private static String part(@Nullable Double actual) {
    return actual == null ? "-" : String.format(Locale.ROOT, "%.6f", actual);
  }

  private static String known(@Nullable Long count) {
    return count == null ? "unknown" : grouped(count);
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
