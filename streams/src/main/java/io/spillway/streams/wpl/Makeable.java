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
  private final String rule;
  private final LineValues values;
  private final TypeForms forms;

  private Makeable(Syntax.Rule rule, LineValues values, TypeForms forms) {
    this.source = rule.source();
    this.rule = rule.name().text();
    this.values = values;
    this.forms = forms;
  }

  /** Adds to the errors of the rule's file. */
  static void check(Syntax.Rule rule, LineValues values, TypeForms forms) {
    Makeable check = new Makeable(rule, values, forms);
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
    if (field.parts() > 1) {
      source.error(
          field.type().at(),
          "can't make lines for a value of " + field.parts() + " texts",
          "a field without '^" + field.parts() + "'",
          "");
    }
    values
        .of(rule, LineDraft.name(field))
        .ifPresent(given -> given(field, field.type().text(), given));
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

  /** Whether the values that are given for a field are some of its type. */
  private void given(FieldSyntax field, String type, LineValues.Values given) {
    String wrong = "";
    if (COMPOSED.contains(type)) {
      wrong = "none, values are given to its members";
    } else if (given instanceof LineValues.Choices choices) {
      for (String text : choices.texts()) {
        boolean fits = text.indexOf('\n') < 0 && forms.of(type, text) != null;
        wrong = fits ? wrong : type + ", which '" + text + "' is not";
      }
    } else if (given instanceof LineValues.Range range) {
      try {
        SampleText text = new SampleText(0, "");
        SampleRange.draw(type, range, new SampleValues(text), text);
      } catch (IllegalArgumentException not) {
        wrong = String.valueOf(not.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      String name = LineDraft.name(field);
      source.error(field.type().at(), "wrong values are given for field '" + name + "'", wrong, "");
    }
  }

  private static Set<String> withoutPairs(Set<String> makes) {
    Set<String> inside = new TreeSet<>(makes);
    inside.remove("kv");
    inside.remove("kvarr");
    return inside;
  }
}
