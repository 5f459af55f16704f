package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines made from rules parse with them wholly, whatever the seed. */
class RuleLinesTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final int SEEDS = 60;
  private static final int LINES = 20;
  private static final String MARK = "cid00s0000000000";

  /** A rule's groups, and the names of all fields that its lines must give at some time. */
  private record Case(String groups, String fields) {}

  static List<Case> rules() {
    return List.of(
        new Case(
            "(ip:client, 2*_, time/clf:when<[,]>, http/request:req\", http/status:code,"
                + " digit:bytes, chars:ref\", http/agent:ua\")",
            "client when req code bytes ref ua"),
        new Case(
            "(time:ts\\|, chars:dev\\|), alt(ip:src, chars:host)\\|, (digit:port)",
            "ts dev src host port"),
        new Case("some_of(kv(digit@port, ip@src:src_ip, chars@msg))\\,", "port src_ip msg"),
        new Case("(kv(time@at)\\s, kv(float@ms)\\s, kv(chars@who<[,]>))", "at ms who"),
        new Case(
            "(json(ip@client/addr:src, digit@code, _@debug, chars@tags[1]:second))",
            "src code second extra_count"),
        new Case("(exact_json(chars@a/b:c, opt(float)@d, http/status@'x y':s))", "c d s"),
        new Case("(json)", "extra_count"),
        new Case("(kvarr(digit@n, chars@who:user)\\s)", "n user"),
        new Case("(chars:head\\|, kvarr)", "head"),
        new Case("(json(chars@user*:user, chars@list[*]/name:name))", "user name"),
        new Case("(symbol(<<), digit:a<<<,>>>, symbol(]):close, chars:rest\\0)", "a close rest"),
        new Case("(3*digit:n\\:, float:f{\\s=>\\s}, *chars:words\\;)", "n f words"),
        new Case("(chars:a{\\s*=}, _\\!\\|, chars:b\\S, http/method:m[8])[2]\\t", "a b m"),
        new Case("(digit:first), opt(symbol(up):up), (chars:rest\\0)", "first up rest"),
        new Case("seq(digit:a\\,, digit:b)\\,, not(symbol(x)), (chars:c\\s)", "a b c"),
        new Case(
            "alt(time/nginx:t<[,]>, ip:i, digit:d, symbol(none):s), (chars:\u00fc{\u00df})",
            "t i d s \u00fc"),
        new Case(
            "(bool:a, sn:b, time_iso:c, time_3339:d, time_timestamp:e, auto:f)", "a b c d e f"),
        new Case("(time_2822:a\\|, ip_net:b, domain:c, email:d, port:e, url:f)", "a b c d e f"),
        new Case("(hex:a, base64:b, id_card:c, mobile_phone:d, chars:e)", "a b c d e"),
        new Case(
            "(array:a, array/digit:b, array/array/ip:c, array/json:e, json(array/digit@d))",
            "a b c e d"),
        new Case("(peek_symbol(x):a, chars:b, *proto_text)", "a b"),
        new Case("(proto_text(digit@m/n:a, ip@m/i:b, chars@c))", "a b c"),
        new Case(
            "(chars:user | chars_in([node, edge-7, retry]), digit:n | digit_range(0, 900))",
            "user n"));
  }

  private static RuleLines lines(String groups, String mark, long seed) {
    RuleLines.Making making = making(groups, mark, seed);
    return making.lines().orElseThrow(() -> new AssertionError(making.errors().get(0).render()));
  }

  private static RuleLines.Making making(String groups, String mark, long seed) {
    RuleFile file = new RuleFile("made.wpl", "package p {\nrule r { " + groups + " }\n}");
    return RuleLines.of(List.of(file), name -> true, mark, seed);
  }

  private static String joined(RuleLines lines, int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(lines.line(i)).append('\n');
    }
    return all.toString();
  }

  private static List<JsonNode> outcomes(String groups, String lines) throws IOException {
    RuleSet rules = Trials.compile("package p { rule r { " + groups + " } }");
    List<JsonNode> outcomes = new ArrayList<>();
    String all = Trials.run(rules, lines.getBytes(StandardCharsets.UTF_8));
    for (String json : all.lines().toList()) {
      outcomes.add(JACKSON.readTree(json));
    }
    return outcomes;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void linesParseWithoutResidueForManySeeds(Case rule) throws IOException {
    Set<String> seen = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      String lines = joined(lines(rule.groups(), "", seed), LINES);
      List<JsonNode> outcomes = outcomes(rule.groups(), lines);
      assertThat(outcomes).hasSize(LINES);
      for (JsonNode outcome : outcomes) {
        assertThat(outcome.path("rule").asText()).as(lines).isEqualTo("/p/r");
        assertThat(outcome.has("residue")).as(lines).isFalse();
        outcome.path("fields").fieldNames().forEachRemaining(seen::add);
      }
    }
    assertThat(seen).containsAll(List.of(rule.fields().split(" ", -1)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void draftsNeedFewTries(Case rule) {
    RuleFile file = new RuleFile("made.wpl", "rule r { " + rule.groups() + " }");
    Syntax.Rule syntax = RuleReader.read(new Source(file, new ArrayList<>())).get(0);
    RuleSet set = RuleSet.compile(List.of(file), 0).rules().orElseThrow();
    StringBuilder drafts = new StringBuilder();
    for (int seed = 0; seed < 1000; seed++) {
      drafts.append(LineDraft.of(syntax, new SampleText(seed, ""))).append('\n');
    }
    String outcomes = Trials.run(set, drafts.toString().getBytes(StandardCharsets.UTF_8));
    long whole =
        outcomes
            .lines()
            .filter(o -> o.contains("\"parsed\"") && !o.contains("\"residue\":"))
            .count();
    assertThat(whole).isGreaterThan(20);
  }

  @Test
  void theSameSeedMakesTheSameLinesAndAnotherOneOthers() {
    String groups = "(ip, digit, chars\\0)";
    assertThat(joined(lines(groups, "", 7), 50)).isEqualTo(joined(lines(groups, "", 7), 50));
    assertThat(joined(lines(groups, "", 8), 50)).isNotEqualTo(joined(lines(groups, "", 7), 50));
    assertThat(joined(lines(groups, "", 7), 50).lines().distinct()).hasSize(50);
  }

  @Test
  void takesRulesInTurn() {
    RuleFile two = new RuleFile("t", "rule a { (symbol(a)) } rule b { (symbol(b)) }");
    RuleLines both = RuleLines.of(List.of(two), name -> true, "", 1).lines().orElseThrow();
    assertThat(joined(both, 4)).isEqualTo("a\nb\na\nb\n");
    RuleLines one = RuleLines.of(List.of(two), "/b"::equals, "", 1).lines().orElseThrow();
    assertThat(joined(one, 2)).isEqualTo("b\nb\n");
  }

  @Test
  void putsTheMarkIntoATextOfEachLine() throws IOException {
    for (String groups :
        List.of(
            "(ip, http/request\", digit)",
            "(digit, chars\\0)",
            "(json(digit@n, chars@s))",
            "some_of(kv(digit@n))\\,")) {
      String lines = joined(lines(groups, MARK, 3), 50);
      assertThat(lines.lines()).allMatch(line -> line.split(MARK, -1).length == 2);
      assertThat(outcomes(groups, lines))
          .allMatch(o -> o.path("outcome").asText().equals("parsed"));
    }
  }

  @Test
  void saysWhereATypeStandsThatItCannotMake() {
    RuleLines.Making making = making("(digit,\n  json(kv@a), chars |(kv))", "", 1);
    assertThat(making.lines()).isEmpty();
    assertThat(making.errors().get(0).render())
        .startsWith("made.wpl:3:8: can't make lines with the type 'kv'\n")
        .contains("expected one of _, array, auto,");
    assertThat(making.errors()).hasSize(2);
    assertThat(making("|decode/base64| (chars)", "", 1).errors().get(0).render())
        .contains("made.wpl:2:11: can't make lines that need the step 'decode/base64'");
  }

  @Test
  void saysWhyNoLineParses() {
    assertThat(making("(chars:all\\0, digit:n)", "", 1).errors().get(0).render())
        .startsWith("made.wpl:2:6: no line made for rule '/p/r' parses: in '")
        .contains("field 'n' wants digit at offset");
    assertThat(making("(digit, ip)", MARK, 1).errors().get(0).message())
        .contains("has no text that could carry the mark");
    assertThat(making("(digot)", "", 1).errors().get(0).nearest()).isEqualTo("digit");
  }
}
