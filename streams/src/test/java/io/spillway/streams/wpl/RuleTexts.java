package io.spillway.streams.wpl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All rules of the corpus, the manual and the template, with lines for those of the corpus. */
final class RuleTexts {
  private static final Pattern BLOCK =
      Pattern.compile("(?:^|\n)RULE\n(.*?)(?=\nIN(?: |\n)|\\z)", Pattern.DOTALL);
  private static final Pattern EXAMPLE = Pattern.compile("```wpl\n(.*?)```", Pattern.DOTALL);

  private RuleTexts() {}

  static List<String> all() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files(Path.of("src/test/resources/wpl"), ".txt")) {
      find(BLOCK, file, texts);
    }
    find(EXAMPLE, Path.of("../docs/wpl.md"), texts);
    for (Path file : files(Path.of("../conf"), ".wpl")) {
      texts.add(Files.readString(file));
    }
    return texts;
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void find(Pattern pattern, Path file, List<String> texts) throws IOException {
    pattern
        .matcher(Files.readString(file))
        .results()
        .forEach(found -> texts.add(found.group(1) + "\n"));
  }
}
