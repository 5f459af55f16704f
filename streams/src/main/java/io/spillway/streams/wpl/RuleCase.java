package io.spillway.streams.wpl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A case of a rule, written in comments above it: {@code //> LINE}, and behind that {@code //=
 * FIELDS} as JSON, with {@code //~ TEXT} if a residue is left, or {@code //!} if the line must not
 * match that rule.
 *
 * @param path of the file, for messages
 * @param line of the input in the file, from 1
 * @param rule full name of the first rule that stands behind it
 * @param fields the expected fields as JSON; empty if the rule must not match
 * @param residue the expected residue, or empty
 */
public record RuleCase(
    String path, int line, String rule, String input, Optional<String> fields, String residue) {
  private static final String INPUT = "//>";
  private static final String FIELDS = "//=";
  private static final String RESIDUE = "//~";
  private static final String MISS = "//!";

  /** The cases of a file that compiles; {@code errors} gets what is wrong with them. */
  public static List<RuleCase> of(RuleFile file, List<RuleError> errors) {
    Source source = new Source(file, errors);
    List<Syntax.Rule> rules = RuleReader.read(source);
    List<RuleCase> cases = new ArrayList<>();
    int offset = 0;
    int number = 0;
    RuleCase open = null;
    for (String whole : file.text().split("\n", -1)) {
      String line = whole.strip();
      int begin = offset + Math.max(0, whole.indexOf(line));
      number++;
      offset += whole.length() + 1;
      if (line.startsWith(INPUT)) {
        String rule = behind(rules, begin);
        if (rule.isEmpty() || open != null) {
          source.error(
              begin,
              "a case without " + (open == null ? "a rule" : "an end"),
              open == null ? "a rule below it" : "//= or //! below the //> before it",
              "");
        }
        open = new RuleCase(file.path(), number, rule, text(line), Optional.empty(), "");
      } else if (line.startsWith(FIELDS) || line.startsWith(MISS)) {
        if (open == null) {
          source.error(begin, "an expectation without a line", "//> LINE above it", "");
          continue;
        }
        Optional<String> fields =
            line.startsWith(FIELDS) ? Optional.of(text(line)) : Optional.empty();
        cases.add(new RuleCase(open.path, open.line, open.rule, open.input, fields, ""));
        open = null;
      } else if (line.startsWith(RESIDUE)) {
        if (cases.isEmpty() || open != null) {
          source.error(begin, "a residue without fields", "//= FIELDS above it", "");
          continue;
        }
        RuleCase last = cases.remove(cases.size() - 1);
        cases.add(
            new RuleCase(last.path, last.line, last.rule, last.input, last.fields, text(line)));
      }
    }
    if (open != null) {
      source.error(file.text().length(), "a case without an end", "//= FIELDS or //!", "");
    }
    return cases;
  }

  private static String text(String line) {
    String text = line.substring(INPUT.length());
    return text.startsWith(" ") ? text.substring(1) : text;
  }

  private static String behind(List<Syntax.Rule> rules, int at) {
    return rules.stream()
        .filter(rule -> rule.name().at() > at)
        .findFirst()
        .map(rule -> rule.name().text())
        .orElse("");
  }
}
