package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Notes everything in a rule that lines can't be made of, each at its place in the file. */
final class Makeable {
  private static final Set<String> COMPOSED =
      Set.of(
          "symbol",
          "peek_symbol",
          "kv",
          "kvarr",
          "json",
          "exact_json",
          "proto_text",
          "proto/text",
          "array");

  private final Source source;

  private Makeable(Source source) {
    this.source = source;
  }

  /** Adds to the errors of the rule's file. */
  static void check(Syntax.Rule rule) {
    Makeable check = new Makeable(rule.source());
    for (Syntax.Word step : rule.steps()) {
      check.source.error(
          step.at(),
          "can't make lines that need the step '" + step.text() + "'",
          "a rule without steps",
          "");
    }
    for (GroupSyntax group : rule.groups()) {
      group.fields().forEach(field -> check.field(field, makes()));
    }
  }

  private static Set<String> makes() {
    Set<String> all = new TreeSet<>(SampleValues.TYPES);
    all.addAll(COMPOSED);
    return all;
  }

  private void field(FieldSyntax field, Set<String> makes) {
    String type = field.type().text();
    while (type.startsWith("array/")) {
      type = type.substring("array/".length());
    }
    if (!makes.contains(type)) {
      source.error(
          field.type().at(),
          "can't make lines with the type '" + field.type().text() + "'",
          "one of " + String.join(", ", makes),
          "");
    }
    boolean pair = field.type().text().startsWith("kv");
    Set<String> inside = pair ? makes : withoutPairs(makes);
    field.members().orElse(List.of()).forEach(member -> field(member, inside));
    for (PipeSyntax pipe : field.pipes()) {
      if (pipe instanceof PipeSyntax.Nested nested) {
        source.error(
            nested.group().at(),
            "can't make lines for a group that parses a field again",
            "a field without '| (group)'",
            "");
      }
    }
  }

  private static Set<String> withoutPairs(Set<String> makes) {
    Set<String> inside = new TreeSet<>(makes);
    inside.remove("kv");
    inside.remove("kvarr");
    return inside;
  }
}
