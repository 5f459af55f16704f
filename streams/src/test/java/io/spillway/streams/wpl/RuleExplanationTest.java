package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.wpl.RuleExplanation.GaveUp;
import io.spillway.streams.wpl.RuleExplanation.Step;
import io.spillway.streams.wpl.RuleExplanation.Taken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleExplanationTest {
  @Test
  void tellsWhatARuleReadBeforeItGaveUp() {
    Step step =
        step("rule r { (ip:a, _, time/clf:t<[,]>, digit:n) }", "10.0.0.1 - [" + CLF + "] x");
    assertThat(step.gaveUp()).isEqualTo(new GaveUp("n", 40, "digit"));
    assertThat(step.fields())
        .containsExactly(
            new Taken("a", "ip", "10.0.0.1", 0, 8, false),
            new Taken("_", "dropped", "-", 9, 10, false),
            new Taken("t", "time", "2024-03-05T08:09:10+02:00", 12, 38, true));
  }

  @Test
  void tellsTheSamePlaceAsAMiss() {
    String rules = "rule r { (digit:code, chars:msg\\0 | take(code) | digit_range(500,599)) }";
    Step step = step(rules, "200 fine");
    assertThat(step.gaveUp()).isEqualTo(new GaveUp("msg", 4, "take(code) | digit_range(500, 599)"));
    assertThat(step.fields()).extracting(Taken::name).containsExactly("code", "msg");
    assertThat(Trials.run(rules, "200 fine")).contains("\"offset\":4");
  }

  @Test
  void forgetsWhatWasOnlyTried() {
    String rules = "rule r { (chars:w), alt(symbol(a b), _)\\,, opt(symbol(q)), (digit:n) }";
    Step step = step(rules, "w a z,7");
    assertThat(step.gaveUp()).isNull();
    assertThat(step.fields())
        .containsExactly(
            new Taken("w", "text", "w", 0, 1, false),
            new Taken("_", "dropped", "a z", 2, 5, false),
            new Taken("n", "number", "7", 6, 7, false));
  }

  @Test
  void showsTheTextThatStepsMade() {
    Step step = step("rule b { |decode/base64| (chars:a, digit:n) }", "YW5uIHg=");
    assertThat(step.decoded()).isTrue();
    assertThat(new String(step.text(), StandardCharsets.UTF_8)).isEqualTo("ann x");
    assertThat(step.fields()).containsExactly(new Taken("a", "text", "ann", 0, 3, false));
    assertThat(step.gaveUp()).isEqualTo(new GaveUp("n", 4, "digit"));
    Step broken = step("rule b { |decode/base64| (chars:a) }", "!!");
    assertThat(broken.gaveUp())
        .extracting(GaveUp::words)
        .isEqualTo("a step before the groups can't read the line");
    assertThat(broken.decoded()).isFalse();
  }

  @Test
  void keepsTheLaterOfTwoFieldsAndNamesWhatAnnotationsAdd() {
    String rules = "#[tag(env:\"p\")]\nrule r { (digit:n, digit:n) }";
    Step step = step(rules, "1 2 x");
    assertThat(step.fields())
        .containsExactly(
            new Taken("n", "number", "2", 2, 3, false),
            new Taken("env", "added", "p", -1, -1, true));
    assertThat(step.residueAt()).isEqualTo(4);
  }

  @Test
  void stopsAtTheFirstRuleThatMatches() {
    String rules = "rule a { (ip) }\nrule b { (digit) }\nrule c { (digit) }";
    assertThat(all(rules, "1", false)).extracting(Step::rule).containsExactly("/a", "/b");
    assertThat(all(rules, "1", true)).extracting(Step::rule).containsExactly("/a", "/b", "/c");
  }

  private static final String CLF = "05/Mar/2024:08:09:10 +0200";

  private static Step step(String rules, String line) {
    return all(rules, line, false).get(0);
  }

  private static List<Step> all(String rules, String line, boolean all) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return RuleExplanation.of(Trials.compile(rules), bytes, Trials.NOW, all).steps();
  }
}
