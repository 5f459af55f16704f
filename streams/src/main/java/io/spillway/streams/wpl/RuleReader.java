package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.Notes;
import io.spillway.streams.wpl.Syntax.Tag;
import io.spillway.streams.wpl.Syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads packages, rules, annotations and steps of one file. An error ends its rule only. */
final class RuleReader {
  static final String NAME = "_./-";

  private final Source source;
  private final List<Syntax.Rule> rules = new ArrayList<>();
  private final List<Outline> outline = new ArrayList<>();

  private RuleReader(Source source) {
    this.source = source;
  }

  static List<Syntax.Rule> read(Source source) {
    RuleReader reader = new RuleReader(source);
    reader.file();
    return reader.rules;
  }

  /** What the file holds, in its order. */
  static List<Outline> outline(Source source) {
    RuleReader reader = new RuleReader(source);
    reader.file();
    return reader.outline;
  }

  private void file() {
    while (true) {
      source.skipSpace();
      if (source.isEnd()) {
        return;
      }
      try {
        packageOrRule();
      } catch (Source.Stop stop) {
        source.skipToNextRule();
      }
    }
  }

  private void packageOrRule() {
    Notes notes = notes();
    source.skipSpace();
    if (source.startsWord("rule")) {
      rule("", notes);
      return;
    }
    Word keyword = source.word("_");
    if (!keyword.text().equals("package")) {
      throw source.stop(
          keyword.at(),
          keyword.text().isEmpty() ? source.found() : "unexpected '" + keyword.text() + "'",
          source.wanted("'package NAME { ... }'"),
          NearestWord.of(keyword.text(), List.of("package", "rule")));
    }
    Word name = name("package");
    source.need('{', "after the name of the package");
    outline.add(new Outline.Opening(keyword.at(), name.text()));
    rules(trimSlashes(name.text()), notes);
  }

  private void rules(String packageName, Notes packageNotes) {
    boolean any = false;
    while (true) {
      if (source.take('}')) {
        outline.add(new Outline.Closing(source.at - 1));
        if (!any) {
          throw source.stop(source.at - 1, "the package has no rules", "'rule NAME { ... }'", "");
        }
        return;
      }
      source.skipSpace();
      if (any && (source.isEnd() || source.startsWord("package"))) {
        throw source.stop(source.at, "the package is not closed", "'}' or 'rule'", "");
      }
      any = true;
      try {
        Notes notes = notes();
        source.skipSpace();
        if (!source.startsWord("rule")) {
          Word word = source.word("_");
          throw source.stop(
              word.at(),
              word.text().isEmpty() ? source.found() : "unexpected '" + word.text() + "'",
              source.wanted("'rule NAME { ... }' or '}'"),
              NearestWord.of(word.text(), List.of("rule")));
        }
        rule(packageName, merge(packageNotes, notes));
      } catch (Source.Stop stop) {
        source.skipToNextRule();
        if (source.isEnd() || source.startsWord("package")) {
          return;
        }
      }
    }
  }

  private void rule(String packageName, Notes notes) {
    int at = source.at;
    source.at += "rule".length();
    Word name = name("rule");
    source.need('{', "after the name of the rule");
    int open = source.at - 1;
    if (source.isAhead('@')) {
      String steps = "'|" + PluginSteps.WORD + "/NAME|' before the groups";
      throw source.stop(source.at, source.found() + " where a group should begin", steps, "");
    }
    List<Word> steps = steps();
    List<Syntax.GroupSyntax> groups = new ArrayList<>();
    boolean more = true;
    while (more) {
      groups.add(new GroupReader(source).group());
      more = source.take(',') && !source.isAhead('}');
    }
    source.need('}', "after a group");
    outline.add(new Outline.Rule(at, open, source.at - 1, name.text(), steps, groups));
    String own = trimSlashes(name.text());
    String full = packageName.isEmpty() ? "/" + own : "/" + packageName + "/" + own;
    rules.add(new Syntax.Rule(source, new Word(full, name.at()), notes, steps, groups));
  }

  private Word name(String what) {
    Word name = source.word(NAME);
    if (trimSlashes(name.text()).isEmpty()) {
      throw source.stop(
          name.at(),
          source.found() + " where the name of the " + what + " should be",
          "a name: letters, digits, _ . / -",
          "");
    }
    return name;
  }

  private static String trimSlashes(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && name.charAt(from) == '/') {
      from++;
    }
    while (to > from && name.charAt(to - 1) == '/') {
      to--;
    }
    return name.substring(from, to);
  }

  /** {@code |step|step|} before the groups. */
  private List<Word> steps() {
    List<Word> steps = new ArrayList<>();
    while (source.take('|')) {
      source.skipSpace();
      if (!steps.isEmpty() && !Character.isLetter(source.peek())) {
        return steps;
      }
      int before = source.at;
      Word step = source.word(NAME);
      if (!steps.isEmpty() && (GroupKind.find(step.text()) != null || step.text().isEmpty())) {
        source.at = before;
        return steps;
      }
      steps.add(step.text().equals(PluginSteps.WORD) ? inBrackets(step) : step);
    }
    if (!steps.isEmpty()) {
      throw source.stop(source.at, "the steps are not closed", "'|' after the last step", "");
    }
    return steps;
  }

  /** {@code plg_pipe(NAME)}, the other way to write {@code plg_pipe/NAME}. */
  private Word inBrackets(Word word) {
    source.need('(', "after '" + word.text() + "'");
    Word name = name("step");
    source.need(')', "after the name of the step");
    return new Word(word.text() + "/" + name.text(), word.at());
  }

  private Notes notes() {
    Notes all = Notes.NONE;
    source.skipSpace();
    int at = source.at;
    while (source.takeHere("#[")) {
      List<Outline.Note> written = new ArrayList<>();
      do {
        source.skipSpace();
        if (source.peek() == ']') {
          break;
        }
        all = merge(all, note(written));
      } while (source.take(','));
      source.need(']', "after an annotation");
      outline.add(new Outline.Annotation(at, source.at - 1, written));
      source.skipSpace();
      at = source.at;
    }
    return all;
  }

  private Notes note(List<Outline.Note> written) {
    Word kind = source.word("_");
    if (!kind.text().equals("tag") && !kind.text().equals("copy_raw")) {
      source.unknown("annotation", kind, List.of("tag", "copy_raw"), "tag(...) or copy_raw(...)");
      throw new Source.Stop();
    }
    source.need('(', "after '" + kind.text() + "'");
    List<Tag> tags = new ArrayList<>();
    do {
      source.skipSpace();
      if (source.peek() == ')') {
        break;
      }
      tags.add(tag());
    } while (source.take(','));
    source.need(')', "in an annotation");
    written.add(new Outline.Note(kind.text(), tags));
    if (kind.text().equals("tag")) {
      return new Notes(tags, Optional.empty());
    }
    if (tags.size() != 1 || !tags.get(0).name().equals("name")) {
      throw source.stop(kind.at(), "copy_raw wants one name", "copy_raw(name:\"...\")", "");
    }
    return new Notes(List.of(), Optional.of(tags.get(0).value()));
  }

  private Tag tag() {
    Word key = source.word(NAME);
    source.need(':', "in an annotation");
    source.skipSpace();
    int from = source.at;
    String value = Literals.quoted(source);
    return new Tag(key.text(), value, source.text(from, source.at));
  }

  /** What the inner one says wins. */
  private static Notes merge(Notes outer, Notes inner) {
    List<Tag> tags = new ArrayList<>(outer.tags());
    for (Tag tag : inner.tags()) {
      tags.removeIf(other -> other.name().equals(tag.name()));
      tags.add(tag);
    }
    return new Notes(
        List.copyOf(tags), inner.copyRaw().isPresent() ? inner.copyRaw() : outer.copyRaw());
  }
}
