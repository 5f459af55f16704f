package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random and hostile input: nothing throws, nothing hangs, output is JSON. */
@Timeout(120)
class WplFuzzTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final String PIECES =
      " \t,;|=:[](){}<>\"'\\/.-+*?0123456789abcdefr#truefalsenullGETHTTP/1.1\u00e9";

  private static List<String> corpus(String kind) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/wpl"))) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith(kind)) {
            found.add(kind.equals("IN ") ? line.substring(3) : line);
          }
        }
      }
    }
    return found;
  }

  @Test
  void compilerNeverThrowsOnDamagedRules() throws IOException {
    Random random = new Random(1);
    List<String> rules = corpus("rule ");
    rules.addAll(corpus("package "));
    rules.addAll(corpus("#["));
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder(rules.get(random.nextInt(rules.size())));
      for (int edits = random.nextInt(4); edits >= 0 && text.length() > 1; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
          default -> text.setLength(Math.max(1, at));
        }
      }
      compile(text.toString());
    }
  }

  private static void compile(String rules) {
    Compilation compilation = RuleSet.compile(List.of(new RuleFile("f", rules)));
    for (RuleError error : compilation.errors()) {
      assertThat(error.render()).contains("f:" + error.line() + ":" + error.column());
    }
    compilation
        .rules()
        .ifPresent(set -> Trials.run(set, "1 2 a=b {\"a\":1}\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void rulesThatOnceBrokeTheCompilerStayHarmless() throws IOException {
    Fuzz.regressions("rules", input -> compile(new String(input, StandardCharsets.UTF_8)));
  }

  /** In a regression, the rule is the first line. */
  @Test
  void linesThatOnceBrokeTheMatcherStayHarmless() throws IOException {
    Fuzz.regressions(
        "matcher",
        input -> {
          String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n", 2);
          byte[] lines = parts[1].getBytes(StandardCharsets.ISO_8859_1);
          JACKSON.readTree(Trials.run(Trials.compile(parts[0]), lines));
        });
  }

  @Test
  void matcherNeverThrowsAndAlwaysWritesJson() throws IOException {
    Random random = new Random(2);
    List<RuleSet> sets = new ArrayList<>();
    for (String rule : corpus("rule ")) {
      RuleSet.compile(List.of(new RuleFile("f", rule))).rules().ifPresent(sets::add);
    }
    assertThat(sets).hasSizeGreaterThan(60);
    List<String> inputs = corpus("IN ");
    for (int i = 0; i < 40_000; i++) {
      byte[] line = damaged(inputs.get(random.nextInt(inputs.size())), random);
      String answer = Trials.run(sets.get(random.nextInt(sets.size())), line);
      assertThat(answer.lines()).hasSize(1);
      JACKSON.readTree(answer);
    }
  }

  private static byte[] damaged(String input, Random random) {
    byte[] line = (input + input + "\n").getBytes(StandardCharsets.UTF_8);
    int from = random.nextInt(line.length / 2 + 1);
    byte[] part = java.util.Arrays.copyOfRange(line, from, line.length);
    for (int edits = random.nextInt(5); edits > 0 && part.length > 1; edits--) {
      int at = random.nextInt(part.length - 1);
      part[at] =
          random.nextInt(5) == 0
              ? (byte) random.nextInt(256)
              : (byte) PIECES.charAt(random.nextInt(PIECES.length()));
      if (part[at] == '\n') {
        part[at] = ' ';
      }
    }
    return part;
  }

  static List<List<String>> hostile() {
    return List.of(
        List.of("(*chars)", "'a \"b r#\"c r\"d "),
        List.of("(*chars\\,)", "\"\\\" ,"),
        List.of("(*chars\\,)", "\"\\,"),
        List.of("some_of(kv<[,]>, chars)", "[ "),
        List.of("some_of(kv)\\,", "a='b "),
        List.of("some_of(kv)\\,", "a=1,"),
        List.of("(kvarr)", "a=(b,"),
        List.of("(kvarr)", "a=1,"),
        List.of("(kvarr)", "a\"=1,"),
        List.of("(*chars{\\s=})", "   \t"),
        List.of("(*chars{?\\s=})", "    "),
        List.of("(*chars{?\\S=})", "xxxx"),
        List.of("(*chars{\\S=})", "xxxx"),
        List.of("(*chars{\\S=})", "x=x=xx "),
        List.of("(*chars{\\s(\\S=)})", "aa bbbb "),
        List.of("(*chars{\\S=\\H:\\S;})", "a=:b"),
        List.of("(*chars{x\\H?\\S=})", "x x"),
        List.of("(kvarr{\\s(\\S=)})", "a=b c "),
        List.of("(*digit{*\\s(x=)})", "1 a "),
        List.of("some_of(digit{*z}, _)", "1 "),
        List.of("(*chars{a*b})", "a "),
        List.of("(json)", "{\"a\":"),
        List.of("(json)", "["),
        List.of("(json(chars@*a*b*c))", "{\"aaaaaaaabbbbbbbb\":1,"),
        List.of("(array)", "[1,"),
        List.of("(*array/digit)", "[1] "),
        List.of("(*time)", "2024-01-01 00:00:00 "),
        List.of("(*ip)", "1:2:3:4:5:6:7:8 "),
        List.of("(*hex)", "0x1"),
        List.of("(*base64)", "aaaa "),
        List.of("(*float)", "1.1.1"),
        List.of("(*url)", "http://x "),
        List.of("(*domain)", "a.b.c."),
        List.of("(*http/request)", "GET /x "),
        List.of("(*symbol(ab))", "ab"),
        List.of("(*auto)", "1:2 "),
        List.of("(chars | regex_match('(a+)+$'))", "aaaaaaaaaaaaaaaa!"),
        List.of("(chars | chars_replace(a, bb))\\0", "a"));
  }

  /** A long key is in the path of each member below it. */
  @Test
  void timeIsLinearWhenWildcardsMeetLongPaths() {
    String line = "{\"" + "k".repeat(500_000) + "\":{" + "\"a\":null,".repeat(50_000) + "}}\n";
    RuleSet set = Trials.compile("rule h { (json(chars@*x*y)) }");
    long start = System.nanoTime();
    assertThat(Trials.run(set, line.getBytes(StandardCharsets.UTF_8))).contains("missed");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /** A megabyte of each takes four times as long as a quarter of it, not sixteen times. */
  @ParameterizedTest
  @MethodSource("hostile")
  void timeIsLinearOnHostileLines(List<String> ruleAndPiece) {
    RuleSet set = Trials.compile("rule h { " + ruleAndPiece.get(0) + " }");
    LinearTime.assertOf(set, ruleAndPiece.get(0), ruleAndPiece.get(1));
  }

  static Set<String> types() {
    Set<String> types = new TreeSet<>(TypeCatalog.NAMES);
    types.remove("obj");
    types.addAll(List.of("array/digit", "array/chars", "array/array/time"));
    return types;
  }

  /** Every type, alone and again and again, on what it might look at for long. */
  @ParameterizedTest
  @MethodSource("types")
  void timeIsLinearForEveryType(String type) {
    List<String> pieces =
        List.of("a", "1", " ", "\"", "'", "[", "{\"a\":", "a{", "a=", "1.", ":", "/", "a=[(", "\\");
    for (String groups :
        List.of("(%s)", "(*%s)", "some_of(%s, _)", "(%s\\,\\;, chars)", "(%s<[,]>)")) {
      String rule = groups.formatted(type.endsWith("symbol") ? type + "(a)" : type);
      RuleSet set = Trials.compile("rule h { " + rule + " }");
      for (String piece : pieces) {
        LinearTime.assertOf(set, rule, piece);
      }
    }
  }

  /** Every kind of pattern, of which the line almost has one at each position. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a*b",
        "*b",
        "(b)",
        "*(b)",
        "?b",
        "\\s",
        "\\S",
        "\\h\\H",
        "a\\S\\sb",
        "aab",
        "a?*b",
        "\\H*\\hb"
      })
  void timeIsLinearForEveryPattern(String pattern) {
    for (String groups : List.of("(*chars{%s})", "some_of(digit{%s}, _)", "some_of(kv{%s}, _)")) {
      String rule = groups.formatted(pattern);
      RuleSet set = Trials.compile("rule h { " + rule + " }");
      for (String piece : List.of("a", "a ", "aa\t", " ", "\u00e9", "1", "a=")) {
        LinearTime.assertOf(set, rule, piece);
      }
    }
  }
}
