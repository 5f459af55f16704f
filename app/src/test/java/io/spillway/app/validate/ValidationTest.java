package io.spillway.app.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private void lines(String name, int count) throws IOException {
    Files.createDirectories(folder.resolve(name).resolveSibling(""));
    Files.writeString(folder.resolve(name), "x\n".repeat(count));
  }

  private Validation validate(OptionalLong given, String conf) throws IOException {
    Path file = Files.writeString(folder.resolve("spillway.conf"), "rules = []\n" + conf);
    Configuration.Outcome read = Configuration.read(file, Optional.empty());
    assertThat(read.problems()).isEmpty();
    return Validation.of(read.settings().orElseThrow(), given);
  }

  /** Sinks a and b get 30 and 70 of 100 lines. */
  private Validation validate(String group, String a, String b) throws IOException {
    lines("in.log", 100);
    lines("a.log", 30);
    lines("b.log", 70);
    return validate(
        OptionalLong.empty(),
        """
        sources { in { type = file, paths = [in.log], rules = [] } }
        groups { g { rules = ["/raw"], expect { %s }, sinks {
          a { type = file, path = a.log, expect { %s } }
          b { type = file, path = b.log, expect { %s } }
        } } }
        """
            .formatted(group, a, b));
  }

  private static List<Verdict> verdicts(Validation validation) {
    return validation.findings().stream().map(Finding::verdict).toList();
  }

  @Test
  void ratiosHoldWithinTheirTolerance() throws IOException {
    Validation good = validate("", "ratio = 0.3", "ratio = 0.65, tol = 0.05");
    assertThat(verdicts(good)).containsExactly(Verdict.PASS, Verdict.PASS);
    assertThat(good.verdict()).isEqualTo(Verdict.PASS);
    assertThat(good.input())
        .isEqualTo(new Input(100L, "lines of " + folder.resolve("in.log") + " (100)"));
    Finding b = good.findings().get(1);
    assertThat(b.expected()).isEqualTo("0.65 +- 0.05");
    assertThat(b.denominator()).isEqualTo(100);
    assertThat(b.records()).isEqualTo(70);
    assertThat(b.actual()).isEqualTo(0.7);
    Validation bad = validate("", "ratio = 0.3", "ratio = 0.65, tol = 0.04");
    assertThat(verdicts(bad)).containsExactly(Verdict.PASS, Verdict.FAIL);
    assertThat(bad.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void boundsHoldAtTheirEnds() throws IOException {
    assertThat(verdicts(validate("", "min = 0.3", "max = 0.7")))
        .containsExactly(Verdict.PASS, Verdict.PASS);
    assertThat(verdicts(validate("", "min = 0.31, max = 1", "max = 0.69")))
        .containsExactly(Verdict.FAIL, Verdict.FAIL);
    assertThat(validate("", "min = 0.31, max = 1", "").findings().get(0).expected())
        .isEqualTo("at least 0.31, at most 1");
  }

  @Test
  void warningsDoNotFail() throws IOException {
    Validation warned = validate("mode = warn", "ratio = 0.5", "ratio = 0.7");
    assertThat(verdicts(warned)).containsExactly(Verdict.WARN, Verdict.PASS);
    assertThat(warned.verdict()).isEqualTo(Verdict.WARN);
    assertThat(warned.verdict().isGood()).isTrue();
  }

  @Test
  void tooFewSamplesAreNotJudged() throws IOException {
    assertThat(validate("min-samples = 101", "ratio = 0.5", "").verdict())
        .isEqualTo(Verdict.SKIPPED);
    assertThat(validate("min-samples = 100", "ratio = 0.5", "").verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void partsAreAddedUp() throws IOException {
    Validation sums = validate("sum-tol = 0", "ratio = 0.3", "ratio = 0.7");
    assertThat(verdicts(sums)).containsExactly(Verdict.PASS, Verdict.PASS, Verdict.PASS);
    assertThat(sums.findings().get(2).what()).isEqualTo("sum-tol");
    assertThat(validate("sum-tol = 0.5", "ratio = 0.3", "").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(validate("others-max = 0.7", "ratio = 0.3", "").verdict()).isEqualTo(Verdict.PASS);
    Validation others = validate("others-max = 0.69", "ratio = 0.3", "");
    assertThat(verdicts(others)).containsExactly(Verdict.PASS, Verdict.FAIL);
    assertThat(others.findings().get(1).what()).isEqualTo("others-max");
    assertThat(verdicts(validate("others-max = 0", "ratio = 0.3", "ratio = 0.7")))
        .containsExactly(Verdict.PASS, Verdict.PASS);
  }

  @Test
  void groupInputIsWhatCameToItsSinks() throws IOException {
    lines("in.log", 1000);
    Validation group = validate("basis = group-input", "ratio = 0.3", "ratio = 0.7");
    assertThat(group.verdict()).isEqualTo(Verdict.PASS);
    assertThat(group.findings().get(0).denominator()).isEqualTo(100);
    assertThat(group.findings().get(0).basis()).isEqualTo("group-input");
  }

  @Test
  void nothingExpectedIsNoSuccess() throws IOException {
    Validation nothing = validate("basis = group-input", "", "");
    assertThat(nothing.verdict()).isEqualTo(Verdict.NOTHING);
    assertThat(nothing.verdict().isGood()).isFalse();
  }

  private static final String NET =
      """
      sources { in { type = tcp, port = 5140, rules = [] } }
      groups { g { rules = ["/raw"], sinks {
        a { type = file, path = a.log, expect { ratio = 1 } }
        hole { type = blackhole, expect { ratio = 1 } }
      } } }
      """;

  @Test
  void inputOfOtherSourcesIsGivenOrOfTheReceiptOrUnknown() throws IOException {
    lines("a.log", 30);
    Validation unknown = validate(OptionalLong.empty(), NET);
    assertThat(verdicts(unknown)).containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
    assertThat(unknown.verdict().isGood()).isFalse();
    assertThat(unknown.input().from())
        .isEqualTo(
            "there is no receipt %s; sources in have no files to count: give --input N"
                .formatted(folder.resolve("data/receipt.json")));
    Validation given = validate(OptionalLong.of(30), NET);
    assertThat(verdicts(given)).containsExactly(Verdict.PASS, Verdict.UNKNOWN);
    assertThat(given.findings().get(1).why()).contains("hole: type = blackhole leaves no file");
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/receipt.json"),
        """
        {"started":"S","ended":"E","ledger":{"sources":[{"source":"in","accepted":40}],
         "sinks":[{"sink":"a","delivered":30},{"sink":"hole","delivered":40}]}}
        """);
    Validation receipt = validate(OptionalLong.empty(), NET);
    assertThat(verdicts(receipt)).containsExactly(Verdict.FAIL, Verdict.PASS);
    assertThat(receipt.input().records()).isEqualTo(40);
    assertThat(receipt.input().from()).contains("the run from S to E", "earlier runs");
  }

  @Test
  void noInputMakesNoParts() throws IOException {
    lines("a.log", 0);
    String files = NET.replace("type = tcp, port = 5140", "type = file, paths = [a.log]");
    Validation none = validate(OptionalLong.empty(), files.replace("path = a.log", "path = b.log"));
    assertThat(none.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(none.findings().get(0).why()).contains("nothing came");
  }

  @Test
  void infraSinksAreHeldToTheirsAndDefaultsAreOverridden() throws IOException {
    lines("in.log", 100);
    lines("data/infra/miss.log", 2);
    lines("a.log", 50);
    Files.createDirectories(folder.resolve("sinks"));
    Files.writeString(
        folder.resolve("sinks/defaults.conf"),
        "group { expect { mode = warn, min-samples = 10 } }\nsink { expect { ratio = 0.5 } }\n");
    Validation all =
        validate(
            OptionalLong.of(100),
            """
            sources { in { type = file, paths = [in.log], rules = [] } }
            groups { g { rules = ["/raw"], expect { mode = error }, sinks {
              a { type = file, path = a.log }
            } } }
            infra { miss { sinks { miss { expect { max = 0.01 } } } } }
            """);
    assertThat(all.findings())
        .filteredOn(finding -> List.of("a", "miss").contains(finding.sink()))
        .extracting(f -> f.sink() + " " + f.expected() + " " + f.verdict())
        .containsExactly("a 0.5 +- 0 PASS", "miss at most 0.01 WARN");
  }
}
