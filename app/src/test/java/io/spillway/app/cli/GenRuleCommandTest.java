package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
