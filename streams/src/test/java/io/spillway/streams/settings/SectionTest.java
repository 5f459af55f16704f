package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Problems problems = new Problems();

  private enum Framing {
    NEWLINE,
    OCTET_COUNTED
  }

  private Section section(String hocon) {
    return Section.root(
        ConfigFactory.parseString(hocon).root(), new Place("test.conf", 1), problems);
  }

  private List<String> found() {
    return problems.sorted().stream().map(p -> p.subject() + ": " + p.advice()).toList();
  }

  @Test
  void readsNumbersThatNeedNotBeWhole() {
    Section all = section("a = 0.25, b = 1, off = off, low = -0.1, word = much, nan = NaN");
    assertThat(all.decimal("a", 0, 1)).isEqualTo(0.25);
    assertThat(all.optionalDecimal("b", 0, 1)).hasValue(1);
    assertThat(all.optionalDecimal("off", 0, 1)).isEmpty();
    assertThat(all.optionalDecimal("absent", 0, 1)).isEmpty();
    assertThat(found()).isEmpty();
    all.decimal("low", 0, 0.5);
    all.decimal("word", 0, 1);
    all.decimal("nan", 0, 1);
    assertThat(found())
        .containsExactlyInAnyOrder(
            "low = -0.1: must be a number from 0 to 0.5",
            "word = much: must be a number from 0 to 1",
            "nan = NaN: must be a number from 0 to 1");
  }

  @Test
  void readsEveryType() {
    Section all =
        section(
            """
            text = a b, n = 5, size = 32 KiB, time = 100ms, flag = true, choice = octet-counted
            list = [a, b], one = a, off = off, child { x = 1 }, children { b { x = 2 }, a { x = 3 } }
            tags { z = 1, a = two }
            """);
    assertThat(all.string("text")).isEqualTo("a b");
    assertThat(all.integer("n", 1, 9)).isEqualTo(5);
    assertThat(all.size("size", 0, 1 << 20)).isEqualTo(32 << 10);
    assertThat(all.duration("time", Duration.ZERO, SECOND)).isEqualTo(Duration.ofMillis(100));
    assertThat(all.flag("flag")).isTrue();
    assertThat(all.choice("choice", Framing.class)).isEqualTo(Framing.OCTET_COUNTED);
    assertThat(all.strings("list")).containsExactly("a", "b");
    assertThat(all.strings("one")).containsExactly("a");
    assertThat(all.optionalDuration("off", Duration.ZERO, SECOND)).isEmpty();
    assertThat(all.optionalString("none")).isEmpty();
    assertThat(all.section("child").integer("x", 0, 9)).isEqualTo(1);
    all.sections("children").forEach((name, child) -> child.integer("x", 0, 9));
    assertThat(all.texts("tags")).containsEntry("z", "1").containsEntry("a", "two");
    all.end();
    assertThat(found()).isEmpty();
  }

  @Test
  void collectsEveryProblemAndGoesOn() {
    Section all =
        section(
            """
            n = 10, half = 1.5, word = x
            size = 1 XB
            time = 2s
            flag = maybe, choice = newlin
            child = 3
            lst = [a]
            """);
    all.integer("n", 1, 9);
    all.integer("half", 1, 9);
    all.integer("word", 1, 9);
    all.integer("absent", 1, 9);
    all.size("size", 0, 1 << 20);
    all.duration("time", Duration.ZERO, SECOND);
    all.flag("flag");
    all.choice("choice", Framing.class);
    all.section("child").string("silent below a wrong object");
    all.has("list");
    all.end();
    assertThat(found())
        .containsExactly(
            "n = 10: must be a whole number from 1 to 9",
            "half = 1.5: must be a whole number from 1 to 9",
            "word = x: must be a whole number from 1 to 9",
            "size = \"1 XB\": must be a size from 0 B to 1 MiB",
            "time = 2s: must be a time from 0ms to 1s",
            "flag = maybe: must be true or false",
            "choice = newlin: must be one of newline, octet-counted; did you mean newline?",
            "child = 3: must be an object: child { ... }",
            "lst = [\"a\"]: unknown key; did you mean list?",
            "absent: is missing; must be a whole number from 1 to 9");
  }

  @Test
  void takesDefaultsButReportsOnlyWhatIsWritten() {
    Section all = section("a = 1, child { b = 2 }");
    all.withDefaults(ConfigFactory.parseString("a = 7, c = 8, child { d = 4 }, unread = 1").root());
    assertThat(all.integer("a", 0, 9)).isEqualTo(1);
    assertThat(all.integer("c", 0, 9)).isEqualTo(8);
    assertThat(all.isWritten("c")).isFalse();
    Section child = all.section("child");
    assertThat(child.integer("d", 0, 9)).isEqualTo(4);
    assertThat(child.integer("b", 0, 9)).isEqualTo(2);
    all.end();
    assertThat(found()).isEmpty();
  }

  @Test
  void namesTheLineOfEachValue() {
    section("a = 1\n\nbb = 2\n").end();
    assertThat(problems.sorted()).extracting(p -> p.place().line()).containsExactly(1, 3);
  }

  @Test
  void optionalsAreOffOrInRange() {
    Section all = section("limit = 0, free = off");
    assertThat(all.optionalNumber("free", 1, 5)).isEmpty();
    assertThat(all.optionalNumber("limit", 1, 5)).hasValue(1);
    assertThat(found()).containsExactly("limit = 0: must be a whole number from 1 to 5");
  }
}
