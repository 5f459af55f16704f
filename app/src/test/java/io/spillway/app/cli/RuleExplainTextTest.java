package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.wpl.RuleExplanation;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleExplainTextTest {
  @Test
  void coloursTheSpansOfFieldsAndDimsWhatIsDropped() {
    assertThat(text(80, true, StandardCharsets.UTF_8, "rule r { (chars:a, _, digit:n) }", "x y z"))
        .isEqualTo(
            """
            /r: gives up
              \033[32mx\033[0m \033[2my\033[0m z
                  \033[31m^\033[0m offset 4: field 'n' wants digit
              0-1       text    \033[32ma\033[0m = x
              2-3       dropped \033[2m_\033[0m = y
            """);
  }

  @Test
  void standsBelowWideCharactersAndEscapes() {
    assertThat(
            plain(80, "rule r { (chars:a, chars:b, digit:n) }", "\u5317\u4eac e\u0301\t\u001b z"))
        .isEqualTo(
            """
            /r: gives up
              \u5317\u4eac e\u0301\\t\\x1b z
              ~~~~ ~~~~~~~
                           ^ offset 13: field 'n' wants digit
              0-6       text    a = \u5317\u4eac
              7-12      text    b = e\u0301\\t\\x1b
            """);
  }

  @Test
  void showsBytesThatAreNoTextOrCannotBeShown() {
    byte[] line = {'a', (byte) 0xff, (byte) 0xc3, 0, (byte) 0xe2, (byte) 0x80, (byte) 0xae};
    String rules = "rule r { (chars:a) }";
    assertThat(text(80, false, StandardCharsets.UTF_8, rules, line))
        .contains("  a\\xff\\xc3\\x00\\xe2\\x80\\xae\n", " a = a\\xff\\xc3\\x00\\xe2\\x80\\xae\n");
    assertThat(text(80, false, StandardCharsets.US_ASCII, rules, "\u00e9"))
        .contains("  \\xc3\\xa9\n  ~~~~~~~~\n");
  }

  @Test
  void foldsLinesAndShowsRowsAroundTheCaret() {
    String line = "a".repeat(100) + " " + "b".repeat(100);
    assertThat(plain(23, "rule r { (chars:a, digit:n) }", line))
        .isEqualTo(
            """
            /r: gives up
              ... 40 bytes before
              aaaaaaaaaaaaaaaaaaaa
              ~~~~~~~~~~~~~~~~~~~~
              aaaaaaaaaaaaaaaaaaaa
              ~~~~~~~~~~~~~~~~~~~~
              aaaaaaaaaaaaaaaaaaaa
              ~~~~~~~~~~~~~~~~~~~~
               bbbbbbbbbbbbbbbbbbb
               ^ offset 101: field 'n' wants digit
              bbbbbbbbbbbbbbbbbbbb
              ... 61 bytes more
              0-100     text    a = %s...
            """
                .formatted("a".repeat(60)));
  }

  @Test
  void putsTheWordsBeforeACaretAtTheRight() {
    assertThat(plain(60, "rule r { (chars:a, digit:n) }", "a".repeat(45) + " b"))
        .contains("\n" + " ".repeat(15) + "offset 46: field 'n' wants digit ^\n");
    assertThat(plain(60, "rule r { (digit:n) }", "")).contains("\n  \n  ^ offset 0: ");
  }

  private static String plain(int columns, String rules, String line) {
    return text(columns, false, StandardCharsets.UTF_8, rules, line);
  }

  private static String text(
      int columns, boolean colour, Charset shown, String rules, String line) {
    return text(columns, colour, shown, rules, line.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(
      int columns, boolean colour, Charset shown, String rules, byte[] line) {
    RuleSet set = RuleSet.compile(List.of(new RuleFile("r.wpl", rules))).rules().orElseThrow();
    RuleExplanation explanation = RuleExplanation.of(set, line, 0, false);
    return new RuleExplainText(columns, colour, shown).of(explanation.steps().get(0));
  }
}
