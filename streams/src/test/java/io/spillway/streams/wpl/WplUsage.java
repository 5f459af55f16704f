package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.Argument;
import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which words and forms of the language rules use, found in what the compiler reads. */
final class WplUsage {
  final Set<String> types = new TreeSet<>();
  final Set<String> functions = new TreeSet<>();
  final Set<String> steps = new TreeSet<>();
  final Set<String> groups = new TreeSet<>();

  /** Kinds of separators, pipes and arguments, and parts that records of the syntax have. */
  final Set<String> forms = new TreeSet<>();

  final List<SeparatorSyntax> separators = new ArrayList<>();

  static List<Syntax.Rule> read(String rules) {
    List<RuleError> errors = new ArrayList<>();
    List<Syntax.Rule> read = RuleReader.read(new Source(new RuleFile("", rules), errors));
    return errors.isEmpty() ? read : List.of();
  }

  void add(Syntax.Rule rule) {
    rule.steps().forEach(step -> steps.add(step.text()));
    parts(rule.notes(), Syntax.Notes.NONE);
    rule.groups().forEach(this::add);
  }

  private void add(GroupSyntax group) {
    groups.add(group.kind().word);
    parts(group, plain());
    group.separator().ifPresent(this::add);
    group.fields().forEach(this::add);
  }

  private void add(FieldSyntax field) {
    types.add(field.type().text());
    parts(field, plain().fields().get(0));
    field.separator().ifPresent(this::add);
    field.members().ifPresent(members -> members.forEach(this::add));
    field.pipes().forEach(this::add);
  }

  private void add(SeparatorSyntax separator) {
    separators.add(separator);
    forms.add(separator.getClass().getSimpleName());
  }

  private void add(PipeSyntax pipe) {
    forms.add(pipe.getClass().getSimpleName());
    if (pipe instanceof PipeSyntax.Nested nested) {
      add(nested.group());
    } else if (pipe instanceof PipeSyntax.Call call) {
      functions.add(call.name().text());
      call.arguments().forEach(this::add);
    }
  }

  private void add(Argument argument) {
    forms.add(argument.getClass().getSimpleName());
    if (argument instanceof Argument.Nested nested) {
      add(nested.call());
    }
  }

  /** Notes each part of a record that is not as in the plainest rule. */
  private void parts(Record used, Record plain) {
    for (RecordComponent part : used.getClass().getRecordComponents()) {
      if (!Objects.equals(value(part, used), value(part, plain))) {
        forms.add(part(part));
      }
    }
  }

  static String part(RecordComponent part) {
    return part.getName() + " of " + part.getDeclaringRecord().getSimpleName();
  }

  private static Object value(RecordComponent part, Record of) {
    try {
      part.getAccessor().setAccessible(true);
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static GroupSyntax plain() {
    return read("rule r { (chars) }").get(0).groups().get(0);
  }
}
