package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code README.md} shows works, what it names is there, and it stays short. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND_ROW = Pattern.compile("^\\| (`[^|]*`) \\|");
  private static final Pattern WORD = Pattern.compile("`([a-z-]+)[^`]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void firstConfigurationIsGood() throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/web.wpl"), blockAfter("`rules/web.wpl`"));
    Path conf = folder.resolve("spillway.conf");
    Files.writeString(conf, blockAfter("this `spillway.conf`"));
    Configuration.Outcome outcome = Configuration.read(conf, Optional.empty());
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.settings().orElseThrow().rules().names()).contains("/web/access");
  }

  @Test
  void namesEveryCommandAndNoOther() throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (String line : lines()) {
      Matcher row = COMMAND_ROW.matcher(line);
      if (row.find()) {
        WORD.matcher(row.group(1)).results().forEach(word -> named.add(word.group(1)));
      }
    }
    TreeSet<String> known = new TreeSet<>();
    SpillwayCommand.commandLine().getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(spec -> !spec.usageMessage().hidden())
        .forEach(spec -> known.add(spec.name()));
    assertThat(named).isEqualTo(known);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String document :
        List.of(
            "README.md", "docs/design.md", "docs/operate.md", "docs/settings.md", "docs/wpl.md")) {
      Path file = ROOT.resolve(document);
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        if (!Files.exists(file.resolveSibling(link.group(1)))) {
          missing.add(document + " -> " + link.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void isShort() throws IOException {
    assertThat(lines()).hasSizeLessThan(120);
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(ROOT.resolve("README.md"));
  }

  /** The fenced block that follows the line with these words. */
  private static String blockAfter(String words) throws IOException {
    List<String> lines = lines();
    int at = 0;
    while (!lines.get(at).contains(words)) {
      at++;
    }
    while (!lines.get(at).equals("```")) {
      at++;
    }
    List<String> block = new ArrayList<>();
    for (at++; !lines.get(at).equals("```"); at++) {
      block.add(lines.get(at));
    }
    return String.join("\n", block) + "\n";
  }
}
