package io.spillway.streams.wpl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which values fields of made lines have, where not any of their type, and how often each rule is
 * taken. Immutable.
 *
 * @param fields by the field's name, for every rule
 * @param rules by the rule's full name; a rule's own values go before those for every rule
 */
public record LineValues(Map<String, Values> fields, Map<String, OfRule> rules) {
  /** Nothing said: any value, rules in turn. */
  public static final LineValues ANY = new LineValues(Map.of(), Map.of());

  public LineValues {
    fields = Map.copyOf(fields);
    rules = Map.copyOf(rules);
  }

  /** What is said of one rule: how often it is taken beside the others, and its fields. */
  public record OfRule(double weight, Map<String, Values> fields) {
    public OfRule {
      fields = Map.copyOf(fields);
    }
  }

  /** Where a field's value comes from. */
  public sealed interface Values {}

  /** One of these texts, each as often as its weight says; no weights: all the same. */
  public record Choices(List<String> texts, List<Double> weights) implements Values {
    public Choices {
      texts = List.copyOf(texts);
      weights = List.copyOf(weights);
    }
  }

  /** From one number, IPv4 address or moment to another, both included, as the type has them. */
  public record Range(String from, String to) implements Values {}

  Optional<Values> of(String rule, String field) {
    OfRule own = rules.get(rule);
    Values values = own == null ? null : own.fields().get(field);
    return Optional.ofNullable(values == null ? fields.get(field) : values);
  }

  double weight(String rule) {
    OfRule own = rules.get(rule);
    return own == null ? 1 : own.weight();
  }

  /** Names of fields and rules that nobody has, as they are said. */
  Set<String> unknown(Set<String> knownFields, Set<String> knownRules) {
    Set<String> unknown = new TreeSet<>();
    fields.keySet().stream()
        .filter(name -> !knownFields.contains(name))
        .forEach(name -> unknown.add("field " + name));
    rules.forEach(
        (rule, own) -> {
          if (!knownRules.contains(rule)) {
            unknown.add("rule " + rule);
          }
          own.fields().keySet().stream()
              .filter(name -> !knownFields.contains(name))
              .forEach(name -> unknown.add("field " + name + " of rule " + rule));
        });
    return unknown;
  }
}
