package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values of a type are written when they are parsed: asked of a rule of that type alone. */
final class TypeForms {
  private final Map<String, Matcher> matchers = new HashMap<>();

  /** The parsed form; null if it is no value of the type. */
  @Nullable String of(String type, String value) {
    Matcher matcher = matchers.computeIfAbsent(type, TypeForms::matcher);
    Events events = RuleLines.events(matcher, value);
    boolean whole = events.rule(0) != Events.MISSED && !events.hasResidue(0);
    return whole ? DrawnValues.values(events).get("v") : null;
  }

  private static Matcher matcher(String type) {
    RuleFile file = new RuleFile("", "rule t { (" + type + ":v\\0) }");
    return RuleSet.compile(List.of(file), 0).rules().orElseThrow().matcher();
  }
}
