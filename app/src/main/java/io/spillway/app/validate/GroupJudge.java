package io.spillway.app.validate;

import io.spillway.app.settings.GroupExpectation;
import io.spillway.app.settings.GroupExpectation.Basis;
import io.spillway.app.settings.GroupExpectation.Mode;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.SinkExpectation;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.stat.SinkStat;
import io.spillway.app.stat.Stat;
import io.spillway.streams.settings.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges one group: its sinks one by one, then those with a ratio and the others together. */
final class GroupJudge {
  /** What is lost when parts are divided and added up. */
  private static final double ROUNDING = 1e-9;

  private final GroupSettings group;
  private final GroupExpectation expectation;
  private final Stat stat;
  private final @Nullable Long basis;
  private final String basisWhy;
  private final List<Finding> findings = new ArrayList<>();

  /** What is counted of the sinks that an expectation is of. */
  private record Part(@Nullable Long records, long rescued, long rejected, String unknown) {}

  GroupJudge(GroupSettings group, Stat stat, Input input) {
    this.group = group;
    this.expectation = group.expectation();
    this.stat = stat;
    boolean total = expectation.basis() == Basis.TOTAL_INPUT;
    this.basis = total ? input.records() : came();
    this.basisWhy = total ? input.from() : "not all of its sinks can be counted";
  }

  List<Finding> findings() {
    for (SinkSettings sink : group.sinks()) {
      if (sink.expectation().isAny()) {
        judge("sink", sink.name(), words(sink.expectation()), part(sink::equals), holds(sink));
      }
    }
    Predicate<SinkSettings> withRatio = sink -> sink.expectation().ratio().isPresent();
    expectation
        .sumTol()
        .ifPresent(
            tol -> together("sum-tol", around(1, tol), withRatio, sum -> isNear(sum, 1, tol)));
    expectation
        .othersMax()
        .ifPresent(
            max ->
                together(
                    "others-max",
                    "at most " + Words.decimal(max),
                    sink -> !sink.expectation().isAny(),
                    sum -> sum <= max + ROUNDING));
    return findings;
  }

  private void together(
      String what, String expected, Predicate<SinkSettings> which, DoublePredicate holds) {
    if (group.sinks().stream().anyMatch(which)) {
      judge(what, "", expected, part(which), holds);
    }
  }

  private void judge(String what, String sink, String expected, Part part, DoublePredicate holds) {
    Double actual = actual(part);
    Verdict verdict;
    String why = "";
    if (basis != null && basis < expectation.minSamples()) {
      verdict = Verdict.SKIPPED;
      why = "fewer than min-samples = " + expectation.minSamples();
    } else if (actual == null) {
      verdict = Verdict.UNKNOWN;
      why = unknown(part);
    } else if (holds.test(actual)) {
      verdict = Verdict.PASS;
    } else {
      verdict = Verdict.FAIL;
      why = waiting(part);
    }
    boolean warn = expectation.mode() == Mode.WARN && !verdict.isGood();
    findings.add(
        new Finding(
            group.name(),
            sink,
            what,
            Words.of(expectation.basis()),
            basis,
            expected,
            part.records(),
            actual,
            part.rescued(),
            part.rejected(),
            warn ? Verdict.WARN : verdict,
            why));
  }

  private @Nullable Double actual(Part part) {
    Long of = basis;
    Long records = part.records();
    return of == null || of == 0 || records == null ? null : (Double) ((double) records / of);
  }

  private String unknown(Part part) {
    if (part.records() == null) {
      return part.unknown();
    }
    return basis == null ? basisWhy : "nothing came, so there are no parts of it";
  }

  private static String waiting(Part part) {
    long waits = part.rescued() + part.rejected();
    return waits == 0 ? "" : String.format(Locale.ROOT, "%,d more wait in rescue files", waits);
  }

  private Part part(Predicate<SinkSettings> which) {
    long records = 0;
    long rescued = 0;
    long rejected = 0;
    List<String> unknown = new ArrayList<>();
    for (SinkSettings sink : group.sinks()) {
      if (which.test(sink)) {
        SinkStat counted = stat(sink);
        Long some = counted.records();
        records += some == null ? 0 : some;
        rescued += counted.rescued();
        rejected += counted.rejected();
        if (some == null) {
          unknown.add(sink.name() + ": " + reasons(counted));
        }
      }
    }
    Long all = unknown.isEmpty() ? (Long) records : null;
    return new Part(all, rescued, rejected, String.join("; ", unknown));
  }

  private static String reasons(SinkStat sink) {
    List<String> reasons = new ArrayList<>(sink.notes());
    sink.files().stream()
        .filter(file -> file.lines() == null)
        .forEach(file -> reasons.add(file.file() + " " + file.note()));
    return String.join("; ", reasons);
  }

  /** What came to all its sinks, delivered or not. */
  private @Nullable Long came() {
    Part all = part(sink -> true);
    Long records = all.records();
    return records == null || !stat.rescue().problems().isEmpty()
        ? null
        : (Long) (records + all.rescued() + all.rejected());
  }

  private SinkStat stat(SinkSettings sink) {
    return stat.sinks().stream()
        .filter(one -> one.sink().equals(sink.name()))
        .findFirst()
        .orElseThrow();
  }

  private static DoublePredicate holds(SinkSettings sink) {
    SinkExpectation expected = sink.expectation();
    return expected.ratio().isPresent()
        ? actual -> isNear(actual, expected.ratio().getAsDouble(), expected.tol())
        : actual ->
            actual >= expected.min().orElse(0) - ROUNDING
                && actual <= expected.max().orElse(Double.MAX_VALUE) + ROUNDING;
  }

  private static boolean isNear(double actual, double ratio, double tol) {
    return Math.abs(actual - ratio) <= tol + ROUNDING;
  }

  private static String words(SinkExpectation expected) {
    if (expected.ratio().isPresent()) {
      return around(expected.ratio().getAsDouble(), expected.tol());
    }
    List<String> bounds = new ArrayList<>();
    expected.min().ifPresent(min -> bounds.add("at least " + Words.decimal(min)));
    expected.max().ifPresent(max -> bounds.add("at most " + Words.decimal(max)));
    return String.join(", ", bounds);
  }

  private static String around(double ratio, double tol) {
    return Words.decimal(ratio) + " +- " + Words.decimal(tol);
  }
}
