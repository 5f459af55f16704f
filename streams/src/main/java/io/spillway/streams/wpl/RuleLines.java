package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
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

  private static final Set<String> CHANGES =
      Set.of("chars_replace", "json_unescape", "base64_decode", "starts_with");

  private final List<Made> rules;
  private final double weights;
  private final String mark;
  private final long seed;

  /** What came of it: lines, or every reason of all files why there are none. */
  public record Making(Optional<RuleLines> lines, List<RuleError> errors) {}

  /** A rule, its matcher, and one line of it that stands in where no draft parses. */
  private record Made(
      Syntax.Rule rule,
      Matcher matcher,
      LineValues values,
      TypeForms forms,
      boolean changes,
      String sure) {
    Made(Syntax.Rule rule, Matcher matcher, LineValues values, TypeForms forms) {
      this(rule, matcher, values, forms, RuleLines.changes(rule), "");
    }

    double weight() {
      return values.weight(rule.name().text());
    }

    Made sure(String line) {
      return new Made(rule, matcher, values, forms, changes, line);
    }
  }

  private RuleLines(List<Made> rules, String mark, long seed) {
    this.rules = rules;
    this.weights = rules.stream().mapToDouble(Made::weight).sum();
    this.mark = mark;
    this.seed = seed;
  }

  /**
   * Lines of the rules whose full name passes, in turn.
   *
   * @param mark stands in a text of each line; may be empty
   */
  public static Making of(List<RuleFile> files, Predicate<String> which, String mark, long seed) {
    return of(files, which, mark, seed, LineValues.ANY);
  }

  /**
   * As {@link #of(List, Predicate, String, long)}.
   *
   * @param values which values fields have; what no chosen rule has of them is an error
   */
  public static Making of(
      List<RuleFile> files, Predicate<String> which, String mark, long seed, LineValues values) {
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
    TypeForms forms = new TypeForms();
    chosen.forEach(rule -> Makeable.check(rule, values, forms));
    unknown(chosen, values);
    List<Made> made = new ArrayList<>();
    if (errors.isEmpty()) {
      for (Syntax.Rule rule : chosen) {
        RuleSet own = compilation.rules().get().only(rule.name().text()::equals);
        first(new Made(rule, own.matcher(), values, forms), own, mark, seed, made);
      }
    }
    return errors.isEmpty()
        ? new Making(Optional.of(new RuleLines(List.copyOf(made), mark, seed)), List.of())
        : new Making(Optional.empty(), errors);
  }

  private static void unknown(List<Syntax.Rule> rules, LineValues values) {
    Set<String> fields = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (Syntax.Rule rule : rules) {
      names.add(rule.name().text());
      rule.groups().forEach(group -> group.fields().forEach(field -> names(field, fields)));
    }
    if (!rules.isEmpty()) {
      Syntax.Rule first = rules.get(0);
      for (String what : values.unknown(fields, names)) {
        String message = "values are given for a " + what + ", which no line is made of";
        first.source().error(first.name().at(), message, String.join(", ", fields), "");
      }
    }
  }

  private static void names(Syntax.FieldSyntax field, Set<String> names) {
    names.add(LineDraft.name(field));
    field.members().orElse(List.of()).forEach(member -> names(member, names));
  }

  private static boolean changes(Syntax.Rule rule) {
    return rule.groups().stream()
        .flatMap(group -> group.fields().stream())
        .anyMatch(RuleLines::changes);
  }

  private static boolean changes(Syntax.FieldSyntax field) {
    return field.members().orElse(List.of()).stream().anyMatch(RuleLines::changes)
        || field.pipes().stream()
            .anyMatch(
                pipe ->
                    pipe instanceof Syntax.PipeSyntax.Call call
                        && CHANGES.contains(call.name().text()));
  }

  /** Adds the rule with its first line, or the error that none parses. */
  private static void first(Made rule, RuleSet own, String mark, long seed, List<Made> made) {
    String line = draft(rule, mark, seed);
    if (line != null) {
      made.add(rule.sure(line));
      return;
    }
    LineDraft last = LineDraft.of(rule.rule, new SampleText(seed, mark), rule.values);
    Syntax.Word name = rule.rule.name();
    rule.rule
        .source()
        .error(
            name.at(),
            "no line made for rule '" + name.text() + "' parses: " + why(own, last, mark),
            "fields that random values can fit",
            "");
  }

  /** Line {@code i}, without its end. */
  public String line(int i) {
    long own = seed + 0x9e3779b97f4a7c15L * (i + 1L);
    Made of = rule(i, own);
    String line = draft(of, mark, own);
    return line == null ? of.sure : line;
  }

  /** Rules in turn, or by their weights if these differ. */
  private Made rule(int i, long seed) {
    if (weights == rules.size() && rules.stream().allMatch(made -> made.weight() == 1)) {
      return rules.get(i % rules.size());
    }
    double at = new SplittableRandom(~seed).nextDouble() * weights;
    for (Made made : rules) {
      at -= made.weight();
      if (at < 0) {
        return made;
      }
    }
    return rules.get(rules.size() - 1);
  }

  private static @Nullable String draft(Made rule, String mark, long seed) {
    for (int i = 0; i < TRIES; i++) {
      LineDraft draft = LineDraft.of(rule.rule, new SampleText(seed + i, mark), rule.values);
      String line = draft.line();
      if (line.contains(mark) && line.indexOf('\n') < 0 && parses(rule, draft)) {
        return line;
      }
    }
    return null;
  }

  /** Whether the rule takes it wholly, and to the very values that were drawn. */
  private static boolean parses(Made rule, LineDraft draft) {
    Events events = events(rule.matcher, draft.line());
    return events.rule(0) != Events.MISSED
        && !events.hasResidue(0)
        && (rule.changes || draft.drawn().other(events, rule.forms) == null);
  }

  static Events events(Matcher matcher, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int[] bounds = {0, bytes.length};
    Settlement unowed = new Settlement(() -> {});
    return matcher.match(new Batch(NOWHERE, bytes, bounds, 1, 0, false, 0, unowed));
  }

  private static String why(RuleSet own, LineDraft draft, String mark) {
    String line = draft.line();
    Events events = events(own.matcher(), line);
    if (events.rule(0) != Events.MISSED) {
      String other = draft.drawn().other(events, new TypeForms());
      if (line.contains(mark) && line.indexOf('\n') < 0 && other != null) {
        return "in '" + line + "' field '" + other + "' gets another value than it was given";
      }
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
