package io.spillway.app.settings;

import io.spillway.streams.event.Names;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.Section;
import java.util.Optional;

/** Compiles conditions against the field names of the rules; what does not compile is a problem. */
final class Conditions {
  private final Names names;

  Conditions(Names names) {
    this.names = names;
  }

  /** The condition at {@code key}; empty if there is none or it is wrong. */
  Optional<Condition> read(Section section, String key) {
    return section.optionalString(key).flatMap(text -> compile(section, key, text));
  }

  private Optional<Condition> compile(Section section, String key, String text) {
    Condition.Result result = Condition.compile(text, names);
    if (result instanceof Condition.Problem wrong) {
      String what = "column " + wrong.column() + ": expected " + wrong.expected();
      section.problem(key, what + ", found " + wrong.found(), wrong.nearest());
      return Optional.empty();
    }
    return Optional.of(((Condition.Compiled) result).condition());
  }
}
