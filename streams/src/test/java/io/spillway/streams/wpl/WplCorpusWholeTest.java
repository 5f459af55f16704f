package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The corpus has a line that matches for each type, function, step and group that the compiler
 * knows, and one that does not for each that can refuse a line.
 */
class WplCorpusWholeTest {
  private static final Path CORPUS = Path.of("src/test/resources/wpl");
  private static final Set<String> CHANGES_OR_SELECTS = Set.of("last", "chars_replace", "not");
  private static final WplUsage MATCHED = new WplUsage();

  /** What misses say was expected. */
  private static final Set<String> EXPECTED = new HashSet<>();

  @BeforeAll
  static void readCases() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.toList()) {
        read(Files.readAllLines(file));
      }
    }
  }

  private static void read(List<String> lines) {
    StringBuilder rules = new StringBuilder();
    boolean inRules = false;
    for (String line : lines) {
      if (line.equals("RULE")) {
        rules.setLength(0);
        inRules = true;
      } else if (line.startsWith("IN")) {
        inRules = false;
      } else if (line.startsWith("OUT")) {
        WplUsage.read(rules.toString()).forEach(MATCHED::add);
      } else if (line.startsWith("MISS ")) {
        EXPECTED.add(line.substring(line.indexOf(' ', 5) + 1));
      } else if (inRules) {
        rules.append(line).append('\n');
      }
    }
  }

  @Test
  void everyWordHasALineThatMatches() {
    Set<String> types = new TreeSet<>(TypeCatalog.NAMES);
    types.removeIf(type -> !TypeCatalog.isSupported(type));
    Set<String> steps = new TreeSet<>(LineSteps.words());
    steps.addAll(new PluginSteps().words());
    assertThat(MATCHED.types).containsAll(types);
    assertThat(MATCHED.steps).containsAll(steps);
    assertThat(MATCHED.functions).containsAll(PipeFunctions.NAMES);
    assertThat(MATCHED.groups).containsAll(GroupKind.WORDS);
  }

  @Test
  void everyTypeThatRefusesLinesHasOneThatItRefuses() {
    Set<String> missing = new TreeSet<>();
    for (String type : TypeCatalog.NAMES) {
      boolean symbol = type.endsWith("symbol");
      if (TypeCatalog.isSupported(type) && !symbol && refuses(type) && !isExpected(type)) {
        missing.add(type);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(EXPECTED).anyMatch(what -> what.startsWith("'"));
  }

  private static boolean refuses(String type) {
    return Trials.run("rule r { (" + type + ":v\\0) }", "?!").contains("missed");
  }

  private static boolean isExpected(String type) {
    return EXPECTED.contains(type) || EXPECTED.stream().anyMatch(e -> e.startsWith(type + " "));
  }

  @Test
  void everyCheckHasALineThatFailsIt() {
    Set<String> failed =
        PipeFunctions.NAMES.stream()
            .filter(name -> EXPECTED.stream().anyMatch(e -> e.matches(".*\\b" + name + "\\(.*")))
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(PipeFunctions.NAMES);
    missing.removeAll(failed);
    assertThat(missing).isSubsetOf(CHANGES_OR_SELECTS);
  }
}
