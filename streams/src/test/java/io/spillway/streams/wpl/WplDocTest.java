package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.encode.TapLine;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.wpl.WplDocument.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every example of {@code docs/wpl.md}; {@link WplDocument} says how they are written. */
class WplDocTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final Path STEP =
      Path.of("src/test/java/io/spillway/streams/wpl/BackwardsStep.java");

  @TestFactory
  Stream<DynamicTest> everyExampleHolds() throws IOException {
    List<Example> examples = WplDocument.examples();
    assertThat(examples).hasSizeGreaterThan(200);
    return examples.stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    "line " + example.line() + " " + example.kind(), () -> check(example)));
  }

  private static void check(Example example) throws IOException {
    switch (example.kind()) {
      case PRINTED ->
          assertThat(Trials.run(Trials.compile(example.rules()), utf8(example.input())))
              .isEqualTo(example.gives());
      case MISS -> assertThat(missed(example)).isEqualTo(example.gives());
      case ROW -> row(example);
      case ERRORS -> assertThat(errors(example.rules()).strip()).isEqualTo(example.gives().strip());
      case ERROR_ROW -> errorRow(example);
      case CASES -> cases(example.rules());
      case JAVA -> assertThat(Files.readString(STEP)).endsWith(example.gives());
      default -> throw new AssertionError(example);
    }
  }

  private static String missed(Example example) {
    byte[] line = utf8(example.input().strip());
    Origin origin = new Origin("node", "web", "start/web/7", "10.0.0.9:40000", 7);
    Settlement unowed = new Settlement(() -> {});
    Batch batch =
        new Batch(origin, line, new int[] {0, line.length}, 1, 0, false, Trials.NOW, unowed);
    Events events = Trials.compile(example.rules()).matcher().match(batch);
    TapLine lines = new TapLine();
    lines.begin(events);
    lines.write(Share.Kind.MISS, events, 0, false);
    return new String(lines.take(), StandardCharsets.UTF_8);
  }

  private static void row(Example example) throws IOException {
    String what = example.rules() + "\n" + example.input();
    String answer = Trials.run(example.rules(), example.input());
    if (example.gives().equals(WplDocument.NO_MATCH)) {
      assertThat(answer).as(what).startsWith("\"outcome\":\"missed\"");
      return;
    }
    int tail = example.gives().indexOf(", residue ");
    String gives = tail < 0 ? example.gives() : example.gives().substring(0, tail);
    String expected = WplDocument.code(gives);
    String start = "\"outcome\":\"parsed\",\"rule\":\"/r\",\"fields\":";
    String end = tail < 0 ? "" : ",\"residue\":" + JACKSON.writeValueAsString(code(example, tail));
    if (!expected.startsWith("{")) {
      assertThat(answer).as(what).startsWith(start);
      JsonNode fields = JACKSON.readTree(answer.substring(start.length()));
      assertThat(fields.size()).as(what + "\n" + answer).isEqualTo(1);
      String name = JACKSON.writeValueAsString(fields.fieldNames().next());
      expected = "{" + name + ":" + expected + "}";
    }
    assertThat(answer).as(what).isEqualTo(start + expected + end);
  }

  private static String code(Example example, int from) {
    return WplDocument.code(example.gives().substring(from));
  }

  private static void errorRow(Example example) {
    List<String> cells = example.gives().lines().toList();
    RuleError first = compile(example.rules()).get(0);
    assertThat(first.message()).as(example.rules()).isEqualTo(cells.get(0));
    assertThat(first.expected()).as(example.rules()).isEqualTo(cells.get(1));
  }

  private static void cases(String rules) throws IOException {
    List<RuleError> errors = new ArrayList<>();
    List<RuleCase> cases = RuleCase.of(new RuleFile("my.wpl", rules), errors);
    assertThat(errors).isEmpty();
    assertThat(cases).isNotEmpty();
    for (RuleCase one : cases) {
      JsonNode answer = JACKSON.readTree("{" + Trials.run(rules, one.input()) + "}");
      boolean taken = answer.path("rule").asText().equals(one.rule());
      assertThat(taken).as(one.toString()).isEqualTo(one.fields().isPresent());
      if (taken) {
        assertThat(answer.get("fields")).isEqualTo(JACKSON.readTree(one.fields().orElseThrow()));
      }
    }
  }

  private static List<RuleError> compile(String rules) {
    return RuleSet.compile(List.of(new RuleFile("web.wpl", rules))).errors();
  }

  private static String errors(String rules) {
    return compile(rules).stream().map(RuleError::render).collect(Collectors.joining("\n\n"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
