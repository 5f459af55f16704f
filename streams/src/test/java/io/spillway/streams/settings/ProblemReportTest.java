package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemReportTest {
  private static final List<Problem> TWO_FILES =
      List.of(
          new Problem(new Place("a.conf", 9), "x.prot", "5", "unknown key", "port"),
          new Problem(new Place("a.conf", 12), "", "", "syntax"),
          new Problem(new Place("b.wpl", 0), "rule", "", "two\nlines"));

  @Test
  void groupsByFileAndAligns() {
    assertThat(ProblemReport.render(TWO_FILES, false))
        .isEqualTo(
            """
            a.conf:9   x.prot = 5
                       unknown key; did you mean port?
            a.conf:12  syntax

            b.wpl  rule
                   two
                   lines

            3 problems
            """);
  }

  @Test
  void coloursOnlyWhenAsked() {
    assertThat(ProblemReport.render(TWO_FILES, true)).contains("\u001b[1ma.conf:9\u001b[0m");
    assertThat(ProblemReport.render(List.of(), false)).isEqualTo("0 problems\n");
  }
}
