package io.spillway.streams.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.TestBatches;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private final Names names = new Names();
  private final Events events = event();

  private Events event() {
    Batch batch = TestBatches.batch(new Settlement(() -> {}), List.of("x", "y"));
    Events made = new Events(batch, names, new byte[0], 0, 0);
    add(made, "status", FieldType.NUMBER, "499");
    add(made, "status", FieldType.NUMBER, "502");
    add(made, "host", FieldType.TEXT, "a.example.com");
    add(made, "time", FieldType.TIME, "2026-01-31T12:00:00.5+01:00");
    add(made, "ip", FieldType.IP, "10.0.0.7");
    add(made, "ok", FieldType.BOOL, "true");
    add(made, "ratio", FieldType.NUMBER, "0.25");
    add(made, "id", FieldType.NUMBER, "9007199254740993");
    addNamed(made, "user", "root");
    made.parsed(0);
    made.parsed(0);
    return made;
  }

  private void add(Events to, String name, FieldType type, String value) {
    int start = scratch(to, value);
    to.add(names.intern(name), type, Events.IN_SCRATCH, start, start + value.length());
  }

  private static void addNamed(Events to, String name, String value) {
    int nameStart = scratch(to, name);
    int start = scratch(to, value);
    to.addNamed(
        Events.IN_SCRATCH,
        nameStart,
        nameStart + name.length(),
        FieldType.TEXT,
        Events.IN_SCRATCH,
        start,
        start + value.length());
  }

  private static int scratch(Events to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, to.scratch(bytes.length), to.scratchLength(), bytes.length);
    return to.keepScratch(bytes.length);
  }

  private Condition compiled(String text) {
    Condition.Result result = Condition.compile(text, names);
    assertThat(result).isInstanceOf(Condition.Compiled.class);
    return ((Condition.Compiled) result).condition();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$status >= 500 && $host =* \"*.example.com\"",
        "$status == 502",
        "$status == 502.0",
        "$status == 5.02e2",
        "$status != 499",
        "$status == \"502\"",
        "$ratio < 0.3",
        "$ratio > -1",
        "$id > 9007199254740992",
        "$id == 9007199254740993",
        "$user == \"root\"",
        "$ok == true",
        "$ip == \"10.0.0.7\"",
        "$time > \"2026-01-31T11:00:00Z\"",
        "$time < \"2026-01-31T11:00:01Z\"",
        "$time == \"2026-01-31T11:00:00.500Z\"",
        "$time > \"2026-01-31\"",
        "$host > \"a\"",
        "$host >= 1",
        "isset($host)",
        "!isset($nothing)",
        "$nothing != 1",
        "!($nothing == 1) && !($nothing > 1) && !($nothing < 1)",
        "false || true",
        "true || true && false",
        "!false && (false || true)",
        "$host =* \"a.?xample.*\""
      })
  void holds(String text) {
    assertThat(compiled(text).test(events, 0)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$status < 500",
        "$status == 499",
        "$id == 9007199254740992",
        "$nothing == 1",
        "isset($nothing)",
        "$host =* \"example\"",
        "!true",
        "(true || true) && false",
        "$time >= \"2026-01-31T12:00:00Z\""
      })
  void doesNotHold(String text) {
    assertThat(compiled(text).test(events, 0)).isFalse();
  }

  @Test
  void looksOnlyAtTheRecordsOwnFields() {
    assertThat(compiled("isset($status)").test(events, 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "$status = 500; 9; '== != > < >= <= or =*'; ==",
        "$status >= ; 11; 'a string, a number, true or false'; ''",
        "$a == 1 and $b == 2; 9; '&&, || or the end'; &&",
        "iset($a); 1; '$field, isset($field), true, false, ! or ('; isset",
        "status > 1; 1; '$field, isset($field), true, false, ! or ('; $status",
        "isset(a); 7; $field; ''",
        "($a == 1; 9; ); ''",
        "$a =* 5; 7; a string; ''",
        "$a == \"x; 7; 'a string, a number, true or false'; ''",
        "$a == 1x2; 7; 'a string, a number, true or false'; ''",
        "'';1; '$field, isset($field), true, false, ! or ('; ''"
      })
  void tellsWhereAndWhatWasExpected(String text, int column, String expected, String nearest) {
    assertThat(Condition.compile(text, names))
        .isInstanceOfSatisfying(
            Condition.Problem.class,
            problem -> {
              assertThat(problem.column()).isEqualTo(column);
              assertThat(problem.expected()).isEqualTo(expected);
              assertThat(problem.nearest()).isEqualTo(nearest);
              assertThat(problem.message()).contains("column " + column);
            });
  }

  @Test
  void refusesToNestWithoutEnd() {
    assertThat(Condition.compile("!".repeat(100_000) + "true", names))
        .isInstanceOf(Condition.Problem.class);
  }
}
