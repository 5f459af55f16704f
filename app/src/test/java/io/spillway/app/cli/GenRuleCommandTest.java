package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import io.spillway.streams.wpl.RuleTrial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway gen rule} makes lines of a rule, with the values that its side file gives. */
class GenRuleCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private Path rules() {
    return folder.resolve("r.wpl");
  }

  @BeforeEach
  void writeRules() throws IOException {
    Files.writeString(
        rules(),
        "package p { rule a { (symbol(a), digit:n) } rule b { (symbol(b), digit:n) }\n"
            + "rule s { |decode/hex| (digit) } }");
  }

  private Path values(String text) throws IOException {
    return Files.writeString(folder.resolve("values.conf"), text);
  }

  private List<String> made(String file, Object... more) throws IOException {
    Path out = folder.resolve(file);
    Object[] words = new Object[7 + more.length];
    Object[] first = {"gen", "rule", rules(), "/p/a", "--count=200", "--to", out};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    Spillway run = Spillway.run(words);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("sent 200 lines");
    return Files.readAllLines(out);
  }

  @Test
  void theSameSeedMakesTheSameLines() throws IOException {
    assertThat(made("1")).hasSize(200).isEqualTo(made("2")).allMatch(line -> line.startsWith("a "));
    assertThat(made("3", "--seed", "2")).isNotEqualTo(made("4"));
  }

  @Test
  void takesValuesFromItsSideFile() throws IOException {
    Path given = values("fields { n { from = 5, to = 6 } }\nrules { \"/p/a\" { fields {} } }");
    assertThat(made("1", "--values", given).stream().distinct())
        .containsExactlyInAnyOrder("a 5", "a 6");
  }

  /** The side file on the page of the language fits the page's first rule. */
  @Test
  void takesTheValuesOfThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/wpl.md"));
    Files.writeString(rules(), block(page, "wpl"));
    Path out = folder.resolve("page");
    Path given = values(block(page, "hocon"));
    Spillway run =
        Spillway.run("gen", "rule", rules(), "--count=50", "--to", out, "--values", given);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(Files.readAllLines(out))
        .allMatch(line -> line.matches("10\\.0\\.0\\.(1?\\d|20) .*"));
    RuleFile rule = new RuleFile("page.wpl", Files.readString(rules()));
    ByteArrayOutputStream parsed = new ByteArrayOutputStream();
    try (InputStream in = Files.newInputStream(out)) {
      RuleTrial.run(RuleSet.compile(List.of(rule)).rules().orElseThrow(), in, parsed, 0);
    }
    assertThat(parsed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(50)
        .allMatch(line -> line.contains("\"rule\":\"/web/access\""))
        .allMatch(line -> line.contains("\"when\":\"2026-03-05T"))
        .anyMatch(line -> line.contains("\"ua\":\"curl/8.5\""));
  }

  private static String block(String page, String kind) {
    String fence = "```" + kind + "\n";
    int from = page.indexOf(fence) + fence.length();
    return page.substring(from, page.indexOf("```", from));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Spillway steps = Spillway.run("gen", "rule", rules(), "/p/s", "--count=1");
    assertThat(steps.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(steps.err()).contains("r.wpl:2:11: can't make lines that need the step");
    Spillway unknown = Spillway.run("gen", "rule", rules(), "/p/x");
    assertThat(unknown.err()).contains("has /p/a, /p/b, /p/s");
    Path wrong = values("fields { n { choices = [1, 2], weights = [1], colour = red } }");
    Spillway weights = Spillway.run("gen", "rule", rules(), "/p/a", "--values", wrong);
    assertThat(weights.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(weights.err()).contains("as many numbers as there are choices").contains("colour");
    assertThat(Spillway.run("gen", "rule", rules(), "--to", "ftp://x").status())
        .isEqualTo(ExitStatus.USAGE);
    assertThat(Spillway.run("gen").err()).contains("Name a TARGET");
  }
}
