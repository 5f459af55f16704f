package io.spillway.streams.wpl;

import io.spillway.streams.event.Names;
import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Compiles the groups and fields of one rule, and numbers them. */
final class FieldCompiler {
  private final Source source;
  private final Names names;
  private final IntSupplier newSearch;
  private final List<String> fieldNames = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final Set<Integer> given = new HashSet<>();
  private boolean repeats;

  FieldCompiler(Source source, Names names, IntSupplier newSearch) {
    this.source = source;
    this.names = names;
    this.newSearch = newSearch;
  }

  Group group(GroupSyntax syntax) {
    Separator separator = separator(syntax.separator(), Separator.DEFAULT);
    List<Field> fields = new ArrayList<>();
    Set<Integer> inAlternatives = new HashSet<>();
    int firstNumber = fieldNames.size();
    for (FieldSyntax field : syntax.fields()) {
      Set<Integer> before = new HashSet<>(given);
      fields.add(field(field, separator));
      if (syntax.kind() == GroupKind.ALT) {
        inAlternatives.addAll(given);
        given.clear();
        given.addAll(before);
      }
      repeats |= syntax.kind() == GroupKind.SOME_OF;
    }
    given.addAll(inAlternatives);
    if (syntax.kind() == GroupKind.NOT && firstNumber < expected.size()) {
      expected.set(firstNumber, "not " + expected.get(firstNumber));
    }
    return Group.of(syntax.kind(), fields.toArray(Field[]::new));
  }

  private Field field(FieldSyntax syntax, Separator outer) {
    String type = syntax.type().text();
    String name = syntax.name().orElse(TypeCatalog.defaultName(type));
    int number = number(name, syntax);
    boolean dropped = type.equals("_");
    boolean composite = TypeCatalog.takesMembers(type);
    int nameId = dropped || composite ? -1 : note(name);
    repeats |= composite || (syntax.repeat() != 1 && !dropped);
    return build(syntax, number, nameId, separator(syntax.separator(), outer), false);
  }

  private Field member(FieldSyntax syntax) {
    int number = number(syntax.name().orElse(syntax.path()), syntax);
    int nameId = syntax.name().isPresent() ? note(syntax.name().get()) : -1;
    Separator none = Separator.toEnd(false);
    return build(syntax, number, nameId, separator(syntax.separator(), none), true);
  }

  private Field build(
      FieldSyntax syntax, int number, int nameId, Separator separator, boolean member) {
    List<Pipe> pipes = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    pipes(syntax.pipes(), fieldNames.get(number), pipes, numbers);
    Field field =
        new Field(
            number,
            nameId,
            value(syntax),
            separator,
            syntax
                .scope()
                .map(
                    scope ->
                        new Scope(utf8(scope.begin()), utf8(scope.end()), newSearch.getAsInt()))
                .orElse(null),
            pipes.toArray(Pipe[]::new),
            numbers.stream().mapToInt(Integer::intValue).toArray(),
            syntax.repeat(),
            syntax.optional(),
            member,
            reading(syntax, separator));
    if (syntax.parts() > 1) {
      return new TextOfParts(field, syntax.parts());
    }
    return member ? field : field.fast();
  }

  private static @Nullable String reading(FieldSyntax syntax, Separator separator) {
    boolean plain = syntax.pipes().isEmpty() && !TypeCatalog.takesMembers(syntax.type().text());
    return plain
        ? syntax.type().text()
            + syntax.content()
            + syntax.scope()
            + syntax.parts()
            + separator.explicit
            + separator.words
        : null;
  }

  /** Notes that the rule gives a field this name; its number. */
  int note(String name) {
    int id = names.intern(name);
    repeats |= !given.add(id);
    return id;
  }

  private int number(String name, FieldSyntax syntax) {
    fieldNames.add(name);
    String what = syntax.type().text();
    what = syntax.content().filter(text -> !text.isEmpty()).map(t -> "'" + t + "'").orElse(what);
    if (syntax.parts() > 1) {
      what = syntax.parts() + " texts of " + what;
    }
    if (syntax.scope().isPresent()) {
      what += " between " + syntax.scope().get().begin() + " and " + syntax.scope().get().end();
    }
    expected.add(what);
    return fieldNames.size() - 1;
  }

  private ValueReader value(FieldSyntax syntax) {
    String type = syntax.type().text();
    if (!TypeCatalog.isKnown(type)) {
      source.unknown("type", syntax.type(), TypeCatalog.NAMES, "a type");
      return new BasicValues.Chars();
    }
    if (type.equals("obj")) {
      source.error(
          syntax.type().at(), "'obj' is reserved and no type of a field", "another type", "json");
      return new BasicValues.Chars();
    }
    if (!TypeCatalog.isSupported(type)) {
      source.error(syntax.type().at(), "type '" + type + "' is not supported", "another type", "");
      return new BasicValues.Chars();
    }
    if (syntax.members().isPresent() && !TypeCatalog.takesMembers(type)) {
      source.error(
          syntax.type().at(),
          "type '" + type + "' has no members",
          "members only in kv, kvarr, json, exact_json and proto_text",
          "");
    }
    return value(type, syntax);
  }

  private ValueReader value(String type, FieldSyntax syntax) {
    int trueAt = RuleCompiler.TRUE_AT;
    if (type.equals("array") || type.startsWith("array/")) {
      return array(type, syntax);
    }
    return switch (type) {
      case "symbol", "peek_symbol" ->
          new BasicValues.Symbol(utf8(syntax.content().orElse("")), type.startsWith("peek"));
      case "kv" -> new KvValue(members(syntax));
      case "kvarr" ->
          new KvArrayValue(
              members(syntax), Separator.of(new byte[] {','}, newSearch.getAsInt()), trueAt);
      case "proto_text", "proto/text" -> new ProtoTextValue(members(syntax));
      case "json" -> new JsonValue(members(syntax), false, trueAt);
      case "exact_json" -> new JsonValue(members(syntax), true, trueAt);
      default -> TypeCatalog.simple(type, trueAt);
    };
  }

  private ValueReader array(String type, FieldSyntax syntax) {
    if (type.equals("array")) {
      return new ArrayValue(null);
    }
    String element = type.substring("array/".length());
    if (element.equals("json")) {
      return ArrayValue.ofJson();
    }
    boolean nested = element.equals("array") || element.startsWith("array/");
    if (!nested && !TypeCatalog.ELEMENTS.contains(element)) {
      Syntax.Word word = new Syntax.Word(element, syntax.type().at() + "array/".length());
      source.unknown("type of elements", word, TypeCatalog.ELEMENTS, "array/TYPE");
      return new ArrayValue(null);
    }
    return new ArrayValue(
        nested ? array(element, syntax) : TypeCatalog.simple(element, RuleCompiler.TRUE_AT));
  }

  private Members members(FieldSyntax syntax) {
    if (syntax.members().isEmpty()) {
      return Members.NONE;
    }
    List<Field> fields = new ArrayList<>();
    List<byte[]> paths = new ArrayList<>();
    for (FieldSyntax member : syntax.members().get()) {
      fields.add(member(member));
      paths.add(utf8(member.path()));
    }
    return new Members(fields, paths);
  }

  private Separator separator(Optional<SeparatorSyntax> syntax, Separator outer) {
    if (syntax.isEmpty()) {
      return outer;
    }
    SeparatorSyntax given = syntax.get();
    if (given instanceof SeparatorSyntax.ToEnd) {
      return Separator.toEnd(true);
    }
    if (given instanceof SeparatorSyntax.Blank) {
      return Separator.blank();
    }
    if (given instanceof SeparatorSyntax.Pattern pattern) {
      return Separator.of(pattern.pattern(), newSearch.getAsInt(), pattern.source());
    }
    return Separator.of(utf8(((SeparatorSyntax.Literal) given).text()), newSearch.getAsInt());
  }

  /** Compiles pipes; each has a number, under which it is told what it wants of the field. */
  private void pipes(
      List<PipeSyntax> syntax, String field, List<Pipe> pipes, List<Integer> numbers) {
    String selected = "";
    for (PipeSyntax pipe : syntax) {
      Pipe compiled = pipe(pipe);
      if (compiled != null) {
        String words = pipe.words();
        pipes.add(compiled);
        fieldNames.add(field);
        expected.add(selected + words);
        numbers.add(fieldNames.size() - 1);
        selected = words.startsWith("take(") || words.equals("last()") ? words + " | " : selected;
      }
    }
  }

  private @Nullable Pipe pipe(PipeSyntax syntax) {
    if (syntax instanceof PipeSyntax.Nested nested) {
      return new PipeSteps.Nested(group(nested.group()));
    }
    return new PipeCompiler(source, names).call((PipeSyntax.Call) syntax, false);
  }

  int count() {
    return fieldNames.size();
  }

  boolean mayRepeatNames() {
    return repeats;
  }

  /** Names of the fields by number, and what the end of the line is told as. */
  String[] names() {
    List<String> all = new ArrayList<>(fieldNames);
    all.add(fieldNames.isEmpty() ? "" : fieldNames.get(fieldNames.size() - 1));
    return all.toArray(String[]::new);
  }

  String[] expected() {
    List<String> all = new ArrayList<>(expected);
    all.add("the end of the line");
    return all.toArray(String[]::new);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
