package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCommandsTest {
  private static final String RULES =
      """
      package p {
      //> 10 ann
      //= {"n":10,"who":"ann"}
      //> ten ann
      //!
        rule one { (digit:n, chars:who) }

      //> 1234567890 a b
      //= {"n":1234567890,"who":"a"}
      //~ b
      rule two {
      (digit:n, chars:who, symbol(x)),
          (chars:rest)
      }
      }
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private Path rules(String text) throws IOException {
    return Files.writeString(folder.resolve("r.wpl"), text);
  }

  @Test
  void testRunsCasesAndPrintsWhatDiffers() throws IOException {
    Path file = rules(RULES);
    Spillway test = Spillway.run("rule", "test", file);
    assertThat(test.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(test.out())
        .isEqualTo(
            """
            %s:8: /p/two
              > 1234567890 a b
              parsed by /p/one

            3 cases, 1 failed
            """
                .formatted(file));
    rules(RULES.replace("//> 1234567890 a b", "//> 5 a x"));
    String out = Spillway.run("rule", "test", file).out();
    assertThat(out).contains("- n: 1234567890", "+ n: 5", "residue: expected 'b', is 'x'");
    JsonNode json =
        Json.parse(
            Spillway.run("rule", "test", file, "--json").out().lines().findFirst().orElseThrow());
    assertThat(json.path("line").asInt()).isEqualTo(8);
    rules("//> 1 a\n//= {\"n\":1,\"who\":\"a\"}\nrule r { (digit:n, chars:who) }\n");
    Spillway good = Spillway.run("rule", "test", file);
    assertThat(good.out()).isEqualTo("1 cases, 0 failed\n");
    assertThat(good.status()).isZero();
  }

  @Test
  void testTellsOfCasesThatAreNone() throws IOException {
    Spillway test =
        Spillway.run("rule", "test", rules("//= {}\n//> x\nrule r { (digit) }\n//> y\n"));
    assertThat(test.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(test.err())
        .contains("r.wpl:1:1: an expectation without a line", "r.wpl:4:1: a case without");
  }

  @Test
  void explainShowsWhatFieldsTookAndWhereRulesGaveUp() throws IOException {
    Path file = rules("rule a { (digit:n, ip:i) }\nrule b { (digit:n, hex:h, chars:c) }\n");
    Spillway explain = Spillway.run("rule", "explain", "--rules", file, "12 ff z");
    assertThat(explain.out())
        .isEqualTo(
            """
            /a: gives up
              12 ff z
              ~~
                 ^ offset 3: field 'i' wants ip
              0-2       number  n = 12
            /b: matches
              12 ff z
              ~~ ~~ ~
              0-2       number  n = 12
              3-5       text    h = 0xFF
              6-7       text    c = z
            """);
    assertThat(explain.status()).isZero();
    Spillway missed = Spillway.run("rule", "explain", "--rules", file, "--json", "12 x");
    assertThat(missed.status()).isEqualTo(ExitStatus.FAILED);
    JsonNode first = Json.parse(missed.out()).path(0);
    assertThat(first.path("gaveUp").toString())
        .isEqualTo("{\"field\":\"i\",\"offset\":3,\"expected\":\"ip\"}");
    assertThat(first.path("fields").path(0).path("value").asText()).isEqualTo("12");
  }

  @Test
  void benchMeasuresEachRulesLines() throws IOException {
    Path file = rules("rule a { (digit:n) }\nrule b { (ip:i) }\n");
    Path lines = Files.writeString(folder.resolve("lines"), "1\r\n2\n10.0.0.1\nx\n");
    String[] args = {
      "rule", "bench", "--rules", file.toString(), "--input", lines.toString(), "--seconds", "1"
    };
    Spillway bench = Spillway.run((Object[]) args);
    assertThat(bench.out())
        .contains("4 lines, 12 bytes", "/a", "/b", "(missed)", "50.0 %", "25.0 %");
    assertThat(bench.status()).isZero();
  }

  @Test
  void fmtLaysOutInPlaceAndChecks() throws IOException {
    Path file = rules(RULES + "\n\n");
    assertThat(Spillway.run("rule", "fmt", "--check", file).status()).isEqualTo(ExitStatus.FAILED);
    assertThat(file).hasContent(RULES + "\n\n");
    Spillway fmt = Spillway.run("rule", "fmt", file);
    assertThat(fmt.out()).isEqualTo(file + "\n");
    assertThat(file)
        .hasContent(
            """
            package p {
              //> 10 ann
              //= {"n":10,"who":"ann"}
              //> ten ann
              //!
              rule one { (digit:n, chars:who) }

              //> 1234567890 a b
              //= {"n":1234567890,"who":"a"}
              //~ b
              rule two {
                (digit:n, chars:who, symbol(x)),
                (chars:rest)
              }
            }
            """);
    assertThat(Spillway.run("rule", "fmt", "--check", file).status()).isZero();
  }

  @Test
  void fmtLeavesFilesWithErrorsAndGoesOn() throws IOException {
    Path broken = Files.writeString(folder.resolve("a.wpl"), "rule  a { (dgit) }");
    Path good = Files.writeString(folder.resolve("b.wpl"), "rule  b { (digit) }");
    Spillway fmt = Spillway.run("rule", "fmt", folder);
    assertThat(fmt.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(fmt.err()).contains(broken + ":1:12: unknown type 'dgit'", "did you mean 'digit'?");
    assertThat(fmt.out()).isEqualTo(good + "\n");
    assertThat(broken).hasContent("rule  a { (dgit) }");
    assertThat(good).hasContent("rule b { (digit) }");
    assertThat(Spillway.run("rule", "fmt", "-", good).status()).isEqualTo(ExitStatus.USAGE);
  }
}
