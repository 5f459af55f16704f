package io.spillway.app.gen;

import io.spillway.streams.settings.ConfFile;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.wpl.LineValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The side file of {@code gen rule}, in HOCON: which values fields have, how often rules come. */
public final class ValuesFile {
  private static final String FORM = "choices = [..] with weights = [..], or from = .. and to = ..";

  private ValuesFile() {}

  /** What the file says; what is wrong with it goes into {@code problems}. */
  public static LineValues read(Path file, Problems problems) {
    Optional<Section> root = ConfFile.read(file, problems);
    if (root.isEmpty()) {
      return LineValues.ANY;
    }
    Map<String, LineValues.OfRule> rules = new LinkedHashMap<>();
    root.get()
        .sections("rules")
        .forEach(
            (name, rule) -> {
              double weight =
                  rule.has("weight") ? decimal(rule, "weight", rule.string("weight")) : 1;
              rules.put(name, new LineValues.OfRule(weight, fields(rule)));
            });
    LineValues values = new LineValues(fields(root.get()), rules);
    root.get().end();
    return values;
  }

  private static Map<String, LineValues.Values> fields(Section section) {
    Map<String, LineValues.Values> all = new LinkedHashMap<>();
    section.sections("fields").forEach((name, field) -> all.put(name, values(field)));
    return all;
  }

  private static LineValues.Values values(Section field) {
    if (field.has("from") || field.has("to")) {
      String from = field.has("from") ? field.string("from") : "";
      String to = field.has("to") ? field.string("to") : "";
      if (from.isEmpty() || to.isEmpty() || field.has("choices")) {
        field.problem("from", "is half of something: " + FORM);
      }
      return new LineValues.Range(from, to);
    }
    List<String> texts = field.has("choices") ? field.strings("choices") : List.of();
    List<Double> weights = new ArrayList<>();
    if (field.has("weights")) {
      field.strings("weights").forEach(text -> weights.add(decimal(field, "weights", text)));
    }
    if (texts.isEmpty()) {
      field.problem("choices", "there are none: " + FORM);
    } else if (!weights.isEmpty() && weights.size() != texts.size()) {
      field.problem("weights", "has to have as many numbers as there are choices");
    }
    return new LineValues.Choices(texts, weights);
  }

  private static double decimal(Section section, String key, String text) {
    try {
      double weight = Double.parseDouble(text);
      if (weight > 0 && weight < 1e9) {
        return weight;
      }
    } catch (NumberFormatException notANumber) {
      section.problem(key, text + " is no number");
      return 1;
    }
    section.problem(key, "a weight is above 0 and below 1000000000");
    return 1;
  }
}
