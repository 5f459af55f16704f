package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stat} and {@code validate}, as people see them. */
class StatCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("in.log"), "x\n".repeat(2000));
    Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("out/a.log"), "x\n".repeat(1500));
    Files.writeString(folder.resolve("out/a.log-20261121-080000"), "x\n".repeat(300));
    Files.writeString(
        folder.resolve("spillway.conf"),
        """
        rules = []
        sources { in { type = file, paths = [in.log], rules = [] } }
        groups { all { rules = ["/raw"], sinks {
          a { type = file, path = out/a.log, expect { ratio = 0.9 } }
          hole { type = blackhole }
        } } }
        infra { miss { sinks { miss { expect { max = 0.01 } } } } }
        """);
  }

  private Spillway run(Object... words) {
    Object[] all = new Object[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--config";
    all[words.length + 1] = folder;
    return Spillway.run(all);
  }

  @Test
  void statShowsCountsAndWhereTheyAreFrom() {
    Spillway stat = run("stat");
    assertThat(stat.status()).isZero();
    assertThat(stat.out().replaceAll(" +", " "))
        .contains(
            "in file in.log 2,000\n",
            "all a file 2 files 1,800 0 0\n",
            "all hole blackhole nowhere unknown 0 0\n",
            "miss miss file no file 0 0 0\n",
            "a out/a.log 1,500 1,500\n",
            "a out/a.log-20261121-080000 300 300\n",
            "sink hole: type = blackhole leaves no file, and there is no receipt ",
            "no rescue files in " + folder.resolve("data/rescue"));
    assertThat(run("stat", "file").out()).isEqualTo(stat.out());
  }

  @Test
  void statOfSinksLeavesSourcesOut() {
    assertThat(run("stat", "sink").out()).doesNotContain("in.log").contains("2 files");
    assertThat(run("stat", "sink-file").out()).isEqualTo(run("stat", "sink").out());
  }

  @Test
  void statSaysWhatItCantRead() throws IOException {
    Files.writeString(folder.resolve("out/a.log-20261121-080001.gz"), "no gzip");
    Spillway stat = run("stat");
    assertThat(stat.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(stat.out()).contains("out/a.log-20261121-080001.gz: can't be read: ");
  }

  @Test
  void validateShowsTheEvidence() {
    Spillway good = run("validate");
    assertThat(good.status()).isZero();
    assertThat(good.out().replaceAll(" +", " "))
        .contains(
            "total input: 2,000 (lines of " + folder.resolve("in.log") + " (2000))",
            "all a 2 files 0.9 +- 0 1,800 total-input 2,000 0.900000 0 0 PASS\n",
            "miss miss no file at most 0.01 0 total-input 2,000 0.000000 0 0 PASS\n",
            "PASS: 2 of 2 expectations hold\n")
        .doesNotContain("20261121");
    assertThat(run("validate", "sink-file", "-v").out().replaceAll(" +", " "))
        .contains("a out/a.log-20261121-080000 300 300\n");
  }

  @Test
  void validateEndsByItsVerdict() {
    Spillway bad = run("validate", "--input", "4k");
    assertThat(bad.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(bad.out())
        .contains("total input: 4,000 (given by --input)", "FAIL: 1 of 2 expectations hold");
    assertThat(run("validate", "--input-cnt", "2000", "--json").out())
        .contains(
            "\"verdict\":\"PASS\",\"input\":{\"records\":2000,\"from\":\"given by --input\"}");
  }

  @Test
  void validateOfNothingSaysSo() throws IOException {
    String conf = Files.readString(folder.resolve("spillway.conf"));
    Files.writeString(
        folder.resolve("spillway.conf"), conf.replaceAll("expect \\{[^}]*}", "expect {}"));
    Spillway nothing = run("validate");
    assertThat(nothing.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(nothing.out()).contains("NOTHING: no sink has expect { }, see docs/validate.md");
  }

  @Test
  void otherWordsAreRefused() throws IOException {
    assertThat(run("stat", "sinks").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run("stat", "sinks").err()).contains("expected file, sink or sink-file");
    assertThat(run("validate", "all").status()).isEqualTo(ExitStatus.USAGE);
    Files.writeString(folder.resolve("spillway.conf"), "sources {");
    assertThat(run("stat").status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(run("validate").status()).isEqualTo(ExitStatus.CONFIGURATION);
  }
}
