package io.spillway.streams.wpl;

import io.spillway.streams.event.Names;
import io.spillway.streams.event.Rules;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles rule files into a rule set; collects every error on the way. */
final class RuleCompiler {
  private static final String TRUE_FALSE = "truefalse";

  /** Where the constants hold {@link #TRUE_FALSE}. */
  static final int TRUE_AT = 0;

  private final List<RuleError> errors = new ArrayList<>();
  private final Names names = new Names();
  private final ByteArrayOutputStream constants = new ByteArrayOutputStream();
  private int searches = Quotes.SEARCHES;
  private int mostFields = 1;
  private @Nullable PluginSteps plugins;

  private RuleCompiler() {
    constants.writeBytes(TRUE_FALSE.getBytes(StandardCharsets.US_ASCII));
  }

  static Compilation compile(List<RuleFile> files, double residueLimit) {
    RuleCompiler compiler = new RuleCompiler();
    List<Syntax.Rule> read = new ArrayList<>();
    for (RuleFile file : files) {
      read.addAll(RuleReader.read(new Source(file, compiler.errors)));
    }
    List<Rule> rules = compiler.rules(read);
    if (!compiler.errors.isEmpty()) {
      return new Compilation(Optional.empty(), inOrder(files, compiler.errors));
    }
    rules.add(compiler.raw(rules.size()));
    return new Compilation(Optional.of(compiler.build(rules, residueLimit)), List.of());
  }

  /** Errors of each file together, by their place in it. */
  private static List<RuleError> inOrder(List<RuleFile> files, List<RuleError> errors) {
    List<String> paths = files.stream().map(RuleFile::path).toList();
    List<RuleError> sorted = new ArrayList<>(errors);
    sorted.sort(
        Comparator.comparingInt((RuleError error) -> paths.indexOf(error.path()))
            .thenComparingInt(RuleError::line)
            .thenComparingInt(RuleError::column));
    return sorted;
  }

  /** The pseudo rule, whose one field is the record as it is. */
  private Rule raw(int number) {
    return new Rule(
        number,
        RuleSet.RAW,
        new LineStep[0],
        new Group[] {new Group.Everything()},
        new String[] {"raw"},
        new String[] {"the end of the line"},
        new int[0],
        names.intern("raw"),
        false,
        false);
  }

  /** All rules are tried but the pseudo rule, which is the last. */
  private RuleSet build(List<Rule> rules, double residueLimit) {
    int[] tried = new int[rules.size() - 1];
    java.util.Arrays.setAll(tried, i -> i);
    RuleSet set =
        new RuleSet(
            rules.toArray(Rule[]::new),
            tried,
            names,
            constants.toByteArray(),
            searches,
            mostFields,
            residueLimit);
    names.describe(new Rules(set.names()::get, set::fieldName, set::expected));
    return set;
  }

  private List<Rule> rules(List<Syntax.Rule> read) {
    List<Rule> rules = new ArrayList<>();
    Map<String, Syntax.Rule> byName = new HashMap<>();
    for (Syntax.Rule rule : read) {
      if (byName.putIfAbsent(rule.name().text(), rule) != null) {
        rule.source()
            .error(
                rule.name().at(),
                "rule '" + rule.name().text() + "' is declared twice",
                "a name of its own",
                "");
      }
      rules.add(rule(rules.size(), rule));
    }
    return rules;
  }

  private Rule rule(int number, Syntax.Rule rule) {
    FieldCompiler fields = new FieldCompiler(rule.source(), names, this::newSearch);
    LineStep[] steps = steps(rule);
    Group[] groups = new Group[rule.groups().size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = fields.group(rule.groups().get(i));
    }
    int[] tags = tags(rule.notes(), fields);
    int copyRaw = -1;
    if (rule.notes().copyRaw().isPresent()) {
      copyRaw = fields.note(rule.notes().copyRaw().get());
    }
    mostFields = Math.max(mostFields, fields.count() + 1);
    return new Rule(
        number,
        rule.name().text(),
        steps,
        groups,
        fields.names(),
        fields.expected(),
        tags,
        copyRaw,
        fields.mayRepeatNames(),
        Rule.endsInPairs(steps, groups, tags, copyRaw));
  }

  private LineStep[] steps(Syntax.Rule rule) {
    List<LineStep> steps = new ArrayList<>();
    for (Syntax.Word word : rule.steps()) {
      LineStep step = step(word.text());
      if (step == null) {
        unknown(rule.source(), word);
      } else {
        steps.add(step);
      }
    }
    return steps.toArray(LineStep[]::new);
  }

  private void unknown(Source source, Syntax.Word word) {
    Set<String> known = new TreeSet<>(LineSteps.words());
    known.addAll(plugins().words());
    boolean plugin = word.text().startsWith(PluginSteps.WORD);
    boolean foreign = !plugin && NearestWord.of(word.text(), known).isEmpty();
    String all = "one of " + String.join(", ", known);
    source.unknown(
        plugin ? "step of a plugin" : "step",
        word,
        known,
        foreign ? all + ", or one that a jar brings" : all);
  }

  private @Nullable LineStep step(String word) {
    LineStep own = LineSteps.find(word);
    return own == null ? plugins().find(word) : own;
  }

  /** Looked for when a rule wants one. */
  private PluginSteps plugins() {
    PluginSteps found = plugins;
    if (found == null) {
      found = new PluginSteps();
      plugins = found;
    }
    return found;
  }

  private int[] tags(Syntax.Notes notes, FieldCompiler fields) {
    int[] tags = new int[notes.tags().size() * 3];
    for (int i = 0; i < notes.tags().size(); i++) {
      Syntax.Tag tag = notes.tags().get(i);
      tags[3 * i] = fields.note(tag.name());
      tags[3 * i + 1] = constants.size();
      constants.writeBytes(tag.value().getBytes(StandardCharsets.UTF_8));
      tags[3 * i + 2] = constants.size();
    }
    return tags;
  }

  private int newSearch() {
    return searches++;
  }
}
