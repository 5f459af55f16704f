package io.spillway.streams.wpl;

import java.util.List;
import java.util.Optional;

/** The outcome of compiling rule files: a rule set, or every error of all files. */
public record Compilation(Optional<RuleSet> rules, List<RuleError> errors) {
  public Compilation {
    errors = List.copyOf(errors);
  }
}
