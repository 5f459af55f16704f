package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.wpl.Syntax.Argument;
import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.Notes;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import io.spillway.streams.wpl.WplDocument.Example;
import io.spillway.streams.wpl.WplDocument.Kind;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever the compiler knows has an example in {@code docs/wpl.md} that parses a line: asked of
 * the compiler, its catalogs and the shape of its syntax, not of a list.
 */
class WplDocWholeTest {
  private static final WplUsage USED = new WplUsage();
  private static List<Example> examples = List.of();

  @BeforeAll
  static void readExamples() throws IOException {
    examples = WplDocument.examples();
    for (Example example : examples) {
      if (example.parses()) {
        WplUsage.read(example.rules()).stream()
            .filter(rule -> example.kind() == Kind.ROW || example.gives().contains(named(rule)))
            .forEach(USED::add);
      }
    }
  }

  private static String named(Syntax.Rule rule) {
    return "\"outcome\":\"parsed\",\"rule\":\"" + rule.name().text() + "\"";
  }

  private static void assertNoneMissing(String what, Set<String> known, Set<String> used) {
    Set<String> missing = new TreeSet<>(known);
    missing.removeAll(used);
    assertThat(missing).as(what + " without an example in " + WplDocument.PATH).isEmpty();
  }

  @Test
  void everyTypeHasAnExample() {
    Set<String> known = new TreeSet<>(TypeCatalog.NAMES);
    known.removeIf(type -> !TypeCatalog.isSupported(type));
    assertNoneMissing("types", known, USED.types);
    for (String prefix : List.of("array/", "array/array/")) {
      assertThat(USED.types).anyMatch(type -> type.startsWith(prefix));
    }
    for (String type : TypeCatalog.NAMES) {
      if (!TypeCatalog.isSupported(type)) {
        assertThat(examples)
            .as("error of type " + type)
            .anyMatch(e -> e.kind() == Kind.ERROR_ROW && e.gives().contains("'" + type + "'"));
      }
    }
  }

  @Test
  void everyFunctionHasAnExample() {
    assertNoneMissing("functions", PipeFunctions.NAMES, USED.functions);
  }

  @Test
  void everyStepHasAnExample() {
    Set<String> known = new TreeSet<>(LineSteps.words());
    known.addAll(new PluginSteps().words());
    assertNoneMissing("steps", known, USED.steps);
  }

  @Test
  void everyGroupHasAnExample() {
    assertNoneMissing("groups", Set.copyOf(GroupKind.WORDS), USED.groups);
    Set<String> written =
        GroupKind.WORDS.stream()
            .filter(word -> examples.stream().anyMatch(e -> e.rules().contains(word + "(")))
            .collect(Collectors.toSet());
    assertNoneMissing("words of groups", Set.copyOf(GroupKind.WORDS), written);
  }

  @Test
  void everyPartOfARuleHasAnExample() {
    Set<String> known = new TreeSet<>();
    for (Class<?> syntax : List.of(SeparatorSyntax.class, PipeSyntax.class, Argument.class)) {
      for (Class<?> kind : syntax.getPermittedSubclasses()) {
        known.add(kind.getSimpleName());
      }
    }
    for (Class<?> syntax : List.of(FieldSyntax.class, GroupSyntax.class, Notes.class)) {
      for (RecordComponent part : syntax.getRecordComponents()) {
        known.add(WplUsage.part(part));
      }
    }
    assertNoneMissing("parts", known, USED.forms);
  }

  @Test
  void everySeparatorOfALetterHasAnExample() {
    Set<SeparatorSyntax> known =
        printable()
            .map(c -> separator("\\" + c))
            .filter(s -> !(s instanceof SeparatorSyntax.Literal literal) || isSpace(literal))
            .collect(Collectors.toSet());
    assertThat(known).hasSizeGreaterThan(3);
    assertThat(USED.separators).containsAll(known);
  }

  private static boolean isSpace(SeparatorSyntax.Literal literal) {
    return literal.text().isBlank();
  }

  @Test
  void everyMarkOfAPatternHasAnExample() {
    List<String> sources =
        USED.separators.stream()
            .filter(SeparatorSyntax.Pattern.class::isInstance)
            .map(pattern -> ((SeparatorSyntax.Pattern) pattern).source())
            .toList();
    Set<String> special =
        printable().filter(c -> !isLiteral("x" + c + "y", c)).collect(Collectors.toSet());
    Set<String> known = new TreeSet<>();
    Set<String> used = new TreeSet<>();
    special.stream()
        .filter(c -> !"\\}".contains(c))
        .forEach(mark -> note(known, used, mark, sources, source -> isBare(source, mark)));
    printable()
        .filter(c -> special.contains(c) || !isLiteral("x\\" + c + "y", c))
        .map(c -> "\\" + c)
        .forEach(mark -> note(known, used, mark, sources, source -> source.contains(mark)));
    assertThat(known).contains("*", "?", "(", "\\s", "\\H", "\\0", "\\*");
    assertNoneMissing("marks of patterns", known, used);
  }

  private static void note(
      Set<String> known,
      Set<String> used,
      String mark,
      List<String> sources,
      Predicate<String> uses) {
    known.add(mark);
    if (sources.stream().anyMatch(uses)) {
      used.add(mark);
    }
  }

  private static boolean isBare(String source, String mark) {
    return source.replaceAll("\\\\.", "").contains(mark);
  }

  private static Stream<String> printable() {
    return IntStream.range('!', 127).mapToObj(Character::toString);
  }

  /** Whether a pattern takes {@code text} as {@code x}, that character and {@code y}. */
  private static boolean isLiteral(String text, String character) {
    return separator("{" + text + "}") instanceof SeparatorSyntax.Pattern pattern
        && !pattern.pattern().star()
        && pattern.pattern().kept().isEmpty()
        && pattern.pattern().head().size() == 1
        && Arrays.equals(
            pattern.pattern().head().get(0).literal(),
            ("x" + character + "y").getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A separator as the compiler reads it; null if it does not. */
  private static @Nullable SeparatorSyntax separator(String text) {
    List<Syntax.Rule> rules = WplUsage.read("rule r { (chars" + text + ") }");
    return rules.isEmpty()
        ? null
        : rules.get(0).groups().get(0).fields().get(0).separator().orElse(null);
  }
}
