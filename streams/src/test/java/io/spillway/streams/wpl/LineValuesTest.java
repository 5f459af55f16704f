package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.wpl.LineValues.Choices;
import io.spillway.streams.wpl.LineValues.OfRule;
import io.spillway.streams.wpl.LineValues.Range;
import io.spillway.streams.wpl.LineValues.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of rules have the values that were asked for, and parse back to those. */
class LineValuesTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final int LINES = 1000;

  private static RuleLines.Making making(String rules, LineValues values) {
    return RuleLines.of(List.of(new RuleFile("made.wpl", rules)), name -> true, "", 1, values);
  }

  private static List<JsonNode> parsed(String rules, LineValues values) throws IOException {
    RuleLines.Making making = making(rules, values);
    RuleLines lines =
        making.lines().orElseThrow(() -> new AssertionError(making.errors().get(0).render()));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      all.append(lines.line(i)).append('\n');
    }
    List<JsonNode> outcomes = new ArrayList<>();
    byte[] input = all.toString().getBytes(StandardCharsets.UTF_8);
    for (String json : Trials.run(Trials.compile(rules), input).lines().toList()) {
      outcomes.add(JACKSON.readTree(json));
    }
    assertThat(outcomes).hasSize(LINES);
    return outcomes;
  }

  private static LineValues of(String field, Values values) {
    return new LineValues(Map.of(field, values), Map.of());
  }

  private static String wrong(String rules, LineValues values) {
    RuleLines.Making making = making(rules, values);
    assertThat(making.lines()).isEmpty();
    return making.errors().get(0).render();
  }

  @Test
  void choicesComeAsOftenAsTheirWeightsSay() throws IOException {
    LineValues values = of("code", new Choices(List.of("200", "500"), List.of(9.0, 1.0)));
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonNode outcome : parsed("rule r { (digit:n, http/status:code) }", values)) {
      counts.merge(outcome.path("fields").path("code").asText(), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys("200", "500");
    assertThat(counts.get("500")).isBetween(50, 150);
  }

  @Test
  void rulesComeAsOftenAsTheirWeightsSay() throws IOException {
    String rules = "package p { rule a { (symbol(a):x) } rule b { (symbol(b):x) } }";
    LineValues values = new LineValues(Map.of(), Map.of("/p/a", new OfRule(3, Map.of())));
    long ofA =
        parsed(rules, values).stream()
            .filter(outcome -> outcome.path("rule").asText().equals("/p/a"))
            .count();
    assertThat(ofA).isBetween(650L, 850L);
  }

  @ParameterizedTest
  @CsvSource({
    "digit, 5, 7, 5 6 7",
    "port, 80, 81, 80 81",
    "float, 1.5, 1.7, 1.5 1.6 1.7",
    "ip, 10.0.0.255, 10.0.1.1, 10.0.0.255 10.0.1.0 10.0.1.1",
    "time_3339, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00.001Z, "
        + "2026-03-05T00:00:00.000Z 2026-03-05T00:00:00.001Z",
    "time_timestamp, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00.999Z, 2026-03-05T00:00:00Z"
  })
  void rangesHoldBothTheirEnds(String type, String from, String to, String all) throws IOException {
    Map<String, Integer> seen = new TreeMap<>();
    for (JsonNode outcome : parsed("rule r { (" + type + ":v) }", of("v", new Range(from, to)))) {
      seen.merge(outcome.path("fields").path("v").asText(), 1, Integer::sum);
    }
    assertThat(seen.keySet()).containsExactly(all.split(" ", -1));
  }

  @Test
  void membersAndARulesOwnValuesGoByTheirNames() throws IOException {
    String rules = "package p { rule r { (json(digit@a/b, chars@who:user), kv(digit@n)) } }";
    LineValues values =
        new LineValues(
            Map.of("a/b", new Range("1", "1"), "user", new Choices(List.of("nobody"), List.of())),
            Map.of("/p/r", new OfRule(1, Map.of("user", new Choices(List.of("ann"), List.of())))));
    for (JsonNode outcome : parsed(rules, values)) {
      JsonNode fields = outcome.path("fields");
      assertThat(fields.path("a/b").asText("1")).isEqualTo("1");
      assertThat(fields.path("user").asText("ann")).isEqualTo("ann");
    }
  }

  @Test
  void whatDoesNotFitIsSaidAtTheFieldsPlace() {
    String rule = "rule r { (digit:n,\n  chars:who) }";
    assertThat(wrong(rule, of("n", new Choices(List.of("1", "x"), List.of()))))
        .startsWith("made.wpl:1:11: wrong values are given for field 'n'")
        .contains("expected digit, which 'x' is not");
    assertThat(wrong(rule, of("n", new Range("a", "b")))).contains("expected two whole numbers");
    assertThat(wrong(rule, of("n", new Range("2", "1")))).contains("the smaller bound first");
    assertThat(wrong("rule r { (url:n) }", of("n", new Range("2", "3"))))
        .contains("expected choices, the type url has no ranges");
    assertThat(wrong(rule, of("whom", new Range("1", "2"))))
        .contains("values are given for a field whom, which no line is made of");
    assertThat(wrong(rule, new LineValues(Map.of(), Map.of("/x", new OfRule(1, Map.of())))))
        .contains("values are given for a rule /x");
  }

  /** A text that holds its own separator would come back as another value. */
  @Test
  void aValueThatCannotComeBackIsRefused() {
    LineValues values = of("a", new Choices(List.of("x|y"), List.of()));
    assertThat(wrong("rule r { (chars:a\\|, chars:b) }", values))
        .contains("field 'a' gets another value than it was given");
  }

  static List<String> types() {
    return List.copyOf(SampleValues.TYPES);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeComesBackAsItWasDrawn(String type) {
    TypeForms forms = new TypeForms();
    for (int seed = 0; seed < LINES; seed++) {
      String value = new SampleValues(new SampleText(seed, "")).of(type, "\n");
      if (!type.equals("_")) {
        assertThat(forms.of(type, value)).as(value).isNotNull();
      }
    }
  }
}
