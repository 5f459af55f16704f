package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatcherTest {
  private static final String TWO =
      "package p { rule a { (digit:n, chars:t) } rule b { (chars:w\\0) } }";

  private static Batch batch(String... records) {
    int[] bounds = new int[records.length * 2];
    StringBuilder slab = new StringBuilder();
    for (int i = 0; i < records.length; i++) {
      bounds[2 * i] = slab.length();
      slab.append(records[i]);
      bounds[2 * i + 1] = slab.length();
      slab.append('\n');
    }
    return new Batch(
        new Origin("n", "s", "x", "p", 1),
        slab.toString().getBytes(StandardCharsets.ISO_8859_1),
        bounds,
        records.length,
        0,
        true,
        Trials.NOW,
        new Settlement(() -> {}));
  }

  @Test
  void numbersRulesInOrderOfDeclaration() {
    RuleSet set = Trials.compile(TWO);
    assertThat(set.names()).containsExactly("/p/a", "/p/b", RuleSet.RAW);
    Events events = set.matcher().match(batch("1 x", "hello", "2 y"));
    assertThat(events.rule(0)).isZero();
    assertThat(events.rule(1)).isEqualTo(1);
    assertThat(events.rule(2)).isZero();
    assertThat(events.parsed()).isEqualTo(3);
    int first = events.firstField(0);
    assertThat(events.name(first)).isEqualTo("n");
    assertThat(events.nameId(first)).isEqualTo(set.fieldNames().find("n"));
    assertThat(events.type(first)).isEqualTo(FieldType.NUMBER);
    assertThat(events.text(events.firstField(2) + 1)).isEqualTo("y");
  }

  @Test
  void triesOnlySelectedRulesUnderTheSameNumbers() {
    RuleSet only = Trials.compile(TWO).only("/p/b"::equals);
    assertThat(only.names()).containsExactly("/p/a", "/p/b", RuleSet.RAW);
    Events events = only.matcher().match(batch("1 x"));
    assertThat(events.rule(0)).isEqualTo(1);
    Events none = only.only(name -> false).matcher().match(batch("1 x"));
    assertThat(none.rule(0)).isEqualTo(Events.MISSED);
    assertThat(none.nearestRule(0)).isEqualTo(-1);
  }

  @Test
  void unparsedTriesOnlyThePseudoRuleUnderItsNumberInTheSet() {
    RuleSet set = Trials.compile(TWO);
    Events events = set.unparsed().matcher().match(batch("1 x"));
    assertThat(set.names().get(events.rule(0))).isEqualTo(RuleSet.RAW);
    assertThat(events.nameId(0)).isEqualTo(set.fieldNames().find("raw"));
  }

  @Test
  void rawRuleKeepsEveryRecordAsItIs() {
    Events events = RuleSet.raw().matcher().match(batch(" \u00ff x ", ""));
    assertThat(RuleSet.raw().names()).containsExactly("/raw");
    assertThat(events.parsed()).isEqualTo(2);
    assertThat(events.withResidue()).isZero();
    assertThat(events.name(0)).isEqualTo("raw");
    assertThat(events.end(0) - events.start(0)).isEqualTo(5);
    assertThat(events.valueBytes(0)).isSameAs(events.batch().slab());
    assertThat(events.start(1)).isEqualTo(events.end(1));
  }

  @Test
  void tellsWhichRuleGotFurthestAndWhatItWanted() {
    RuleSet set =
        Trials.compile(
            "package p { rule a { (digit:n, ip:i) } rule b { (digit:m, digit:k, ip:j) } }");
    Events events = set.matcher().match(batch("1 2 x"));
    assertThat(events.missed()).isEqualTo(1);
    int rule = events.nearestRule(0);
    assertThat(rule).isEqualTo(1);
    assertThat(events.nearestOffset(0)).isEqualTo(4);
    assertThat(set.fieldName(rule, events.nearestField(0))).isEqualTo("j");
    assertThat(set.expected(rule, events.nearestField(0))).isEqualTo("ip");
  }

  @Test
  void residueLimitIsASetting() {
    RuleFile file = new RuleFile("f", "rule a { (digit:a) }");
    RuleSet strict = RuleSet.compile(List.of(file), 0).rules().orElseThrow();
    assertThat(strict.matcher().match(batch("12345678 z")).missed()).isEqualTo(1);
    RuleSet lax = RuleSet.compile(List.of(file), 1).rules().orElseThrow();
    Events events = lax.matcher().match(batch("1 zzzzzzzz"));
    assertThat(events.hasResidue(0)).isTrue();
    assertThat(events.withResidue()).isEqualTo(1);
    assertThatThrownBy(() -> RuleSet.compile(List.of(file), 1.5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void trialCountsLinesAndTakesAnyLineEnd() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] lines = "1 x\r\nfoo bar\n\n2 y zz zz zz zz".getBytes(StandardCharsets.UTF_8);
    RuleTrial.Counts counts =
        RuleTrial.run(
            Trials.compile("rule a { (digit:n, chars:t) }"),
            new ByteArrayInputStream(lines),
            out,
            Trials.NOW);
    assertThat(counts).isEqualTo(new RuleTrial.Counts(4, 1, 0));
    assertThat(counts.missed()).isEqualTo(3);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"line":1,"outcome":"parsed","rule":"/a","fields":{"n":1,"t":"x"}}
            {"line":2,"outcome":"missed","nearest":{"rule":"/a","field":"n","offset":0,"expected":"digit"}}
            {"line":3,"outcome":"missed","nearest":{"rule":"/a","field":"n","offset":0,"expected":"digit"}}
            {"line":4,"outcome":"missed","nearest":{"rule":"/a","field":"t","offset":4,"expected":"the end of the line"}}
            """);
  }

  @Test
  void trialReadsInputLargerThanItsBuffer() {
    String line = "1 " + "x".repeat(1000) + "\n";
    String answer =
        Trials.run(
            Trials.compile("rule a { (digit:n, chars:t) }"),
            line.repeat(500).getBytes(StandardCharsets.UTF_8));
    assertThat(answer.lines()).hasSize(500);
    assertThat(answer.lines()).allMatch(each -> each.contains("\"parsed\""));
  }

  @Test
  void jsonWhosePathsWouldTakeFarMoreThanTheRecordMisses() {
    StringBuilder record = new StringBuilder("{\"").append("k".repeat(500_000)).append("\":{");
    for (int i = 0; i < 60_000; i++) {
      record.append(i == 0 ? "\"" : ",\"").append(i).append("\":1");
    }
    String small = "{\"a\":{\"b\":1}}";
    Matcher matcher = Trials.compile("rule j { (json) }").matcher();
    Events events = matcher.match(batch(record.append("}}").toString(), small));
    assertThat(events.rule(0)).isEqualTo(Events.MISSED);
    assertThat(events.rule(1)).isZero();
    assertThat(events.name(events.firstField(1))).isEqualTo("a/b");
    assertThat(events.scratchLength()).isZero();
    assertThat(events.heldBytes()).isLessThan(20L * record.length());
  }

  @Test
  void repeatedKeysThatWouldTakeFarMoreThanTheRecordMiss() {
    Matcher matcher = Trials.compile("rule j { (kvarr(json@k)) }").matcher();
    Events events = matcher.match(batch(twice(3), twice(7)));
    assertThat(events.name(events.endField(0) - 1)).endsWith("/2[1]");
    assertThat(events.rule(1)).isEqualTo(Events.MISSED);
  }

  @Test
  void emptyRecordsTakeLittleMemoryEvenAfterLargeOnes() {
    Matcher matcher = Trials.compile("rule k { (kvarr) }").matcher();
    String[] empty = new String[100_000];
    Arrays.fill(empty, "");
    assertThat(matcher.match(batch(empty)).heldBytes()).isLessThan(100L * empty.length);
    matcher.match(batch("k=1.50 ".repeat(500)));
    assertThat(matcher.match(batch(empty)).heldBytes()).isLessThan(100L * empty.length);
  }

  @Test
  void noTwoFieldsOfARecordHaveOneName() {
    String rule = "rule k { (kv(@a:d), kv(digit@b), kv, kv, digit:d)\\, }";
    Events events = Trials.compile(rule).matcher().match(batch("a=1,b=2,d=3,b=4,5"));
    assertThat(events.parsed()).isEqualTo(1);
    List<String> names = new ArrayList<>();
    for (int field = 0; field < events.endField(0); field++) {
      names.add(events.name(field) + "=" + events.text(field));
    }
    assertThat(names).containsExactly("b=4", "d=5");
  }

  /** One key given twice, its value with {@code leaves} below a long name. */
  private static String twice(int leaves) {
    StringBuilder pair = new StringBuilder("k={\"" + "n".repeat(100_000) + "\":{\"0\":1");
    for (int i = 1; i < leaves; i++) {
      pair.append(",\"").append(i).append("\":1");
    }
    pair.append("}}");
    return pair + "," + pair;
  }
}
