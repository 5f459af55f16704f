package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the pages on sources, sinks and formats does what its page says. */
class DocExamplesIT {
  private static final Path DOCS = Path.of("../docs");
  private static final Path MIGRATE = DOCS.resolve("migrate.md");
  private static final Pattern TYPES =
      Pattern.compile("\\| a (source|sink) \\| `type` \\| (.*)\\|");
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  static Stream<Arguments> examples() throws IOException {
    List<Arguments> examples = new ArrayList<>();
    List<Path> pages = new ArrayList<>(pages());
    pages.add(MIGRATE);
    for (Path page : pages) {
      for (DocExample example : DocExample.of(page)) {
        examples.add(Arguments.of(DOCS.relativize(page) + ":" + example.line(), example));
      }
    }
    return examples.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void doesWhatThePageSays(String place, DocExample example)
      throws IOException, InterruptedException {
    assertThat(place).isNotEmpty();
    example.run(folder);
  }

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("sources", "sinks")) {
      try (Stream<Path> found = Files.list(DOCS.resolve(folder))) {
        pages.addAll(found.sorted().toList());
      }
    }
    pages.add(DOCS.resolve("encoders.md"));
    pages.add(DOCS.resolve("framing.md"));
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void hasAnExampleThatRuns(Path page) throws IOException {
    assertThat(DocExample.of(page)).as(page.toString()).anyMatch(DocExample::isWhole);
  }

  @Test
  void everyJobOfTheMigrationHasAConfiguration() throws IOException {
    long jobs =
        Files.readAllLines(MIGRATE).stream().filter(l -> l.matches("## \\d+\\. .*")).count();
    assertThat(jobs).isEqualTo(10);
    assertThat(DocExample.of(MIGRATE)).hasSize(10);
  }

  /** Types as {@code docs/settings.md} lists them; following files has a page of its own. */
  @Test
  void everyTypeHasAPage() throws IOException {
    Set<String> wanted = new TreeSet<>(Set.of("sources/follow.md"));
    Matcher types = TYPES.matcher(Files.readString(DOCS.resolve("settings.md")));
    while (types.find()) {
      Matcher word = WORD.matcher(types.group(2));
      while (word.find()) {
        wanted.add(types.group(1) + "s/" + word.group(1) + ".md");
      }
    }
    Set<String> there =
        pages().stream()
            .map(page -> DOCS.relativize(page).toString())
            .filter(page -> page.startsWith("s"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(there).isEqualTo(wanted).hasSizeGreaterThan(14);
  }
}
