package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lines made from rules: each parses with the rule it was made from, wholly. Seeded: line {@code i}
 * of a seed is always the same. A line is drafted and tried, some microseconds each. Not
 * thread-safe.
 */
public final class RuleLines {
  private static final Origin NOWHERE = new Origin("", "", "", "", 0);
  private static final int TRIES = 200;

  private final List<Made> rules;
  private final String mark;
  private final long seed;

  /** What came of it: lines, or every reason of all files why there are none. */
  public record Making(Optional<RuleLines> lines, List<RuleError> errors) {}

  /** A rule, its matcher, and one line of it that stands in where no draft parses. */
  private record Made(Syntax.Rule rule, Matcher matcher, String sure) {}

  private RuleLines(List<Made> rules, String mark, long seed) {
    this.rules = rules;
    this.mark = mark;
    this.seed = seed;
  }

  /**
   * Lines of the rules whose full name passes, in turn.
   *
   * @param mark stands in a text of each line; may be empty
   */
  public static Making of(List<RuleFile> files, Predicate<String> which, String mark, long seed) {
    Compilation compilation = RuleSet.compile(files, 0);
    if (compilation.rules().isEmpty()) {
      return new Making(Optional.empty(), compilation.errors());
    }
    List<RuleError> errors = new ArrayList<>();
    List<Syntax.Rule> chosen = new ArrayList<>();
    for (RuleFile file : files) {
      RuleReader.read(new Source(file, errors)).stream()
          .filter(rule -> which.test(rule.name().text()))
          .forEach(chosen::add);
    }
    chosen.forEach(Makeable::check);
    List<Made> made = new ArrayList<>();
    if (errors.isEmpty()) {
      chosen.forEach(rule -> first(rule, compilation.rules().get(), mark, seed, made));
    }
    return errors.isEmpty()
        ? new Making(Optional.of(new RuleLines(List.copyOf(made), mark, seed)), List.of())
        : new Making(Optional.empty(), errors);
  }

  /** Adds the rule with its first line, or the error that none parses. */
  private static void first(
      Syntax.Rule rule, RuleSet all, String mark, long seed, List<Made> made) {
    RuleSet own = all.only(rule.name().text()::equals);
    Matcher matcher = own.matcher();
    String line = draft(rule, matcher, mark, seed);
    if (line != null) {
      made.add(new Made(rule, matcher, line));
      return;
    }
    String last = LineDraft.of(rule, new SampleText(seed, mark));
    rule.source()
        .error(
            rule.name().at(),
            "no line made for rule '" + rule.name().text() + "' parses: " + why(own, last, mark),
            "fields that random values can fit",
            "");
  }

  /** Line {@code i}, without its end. */
  public String line(int i) {
    Made of = rules.get(i % rules.size());
    String line = draft(of.rule, of.matcher, mark, seed + 0x9e3779b97f4a7c15L * (i + 1L));
    return line == null ? of.sure : line;
  }

  private static @Nullable String draft(Syntax.Rule rule, Matcher matcher, String mark, long seed) {
    for (int i = 0; i < TRIES; i++) {
      String line = LineDraft.of(rule, new SampleText(seed + i, mark));
      if (line.contains(mark) && line.indexOf('\n') < 0 && parses(matcher, line)) {
        return line;
      }
    }
    return null;
  }

  private static boolean parses(Matcher matcher, String line) {
    Events events = events(matcher, line);
    return events.rule(0) != Events.MISSED && !events.hasResidue(0);
  }

  private static Events events(Matcher matcher, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int[] bounds = {0, bytes.length};
    Settlement unowed = new Settlement(() -> {});
    return matcher.match(new Batch(NOWHERE, bytes, bounds, 1, 0, false, 0, unowed));
  }

  private static String why(RuleSet own, String line, String mark) {
    Events events = events(own.matcher(), line);
    if (events.rule(0) != Events.MISSED) {
      return line.contains(mark)
          ? "'" + line + "' has a line end"
          : "it has no text that could carry the mark";
    }
    int rule = events.nearestRule(0);
    return "in '%s' field '%s' wants %s at offset %d"
        .formatted(
            line,
            own.fieldName(rule, events.nearestField(0)),
            own.expected(rule, events.nearestField(0)),
            events.nearestOffset(0));
  }
}
