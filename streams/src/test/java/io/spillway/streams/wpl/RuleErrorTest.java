package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleErrorTest {
  private static List<RuleError> errors(String... texts) {
    List<RuleFile> files =
        Arrays.stream(texts)
            .map(text -> new RuleFile("f" + Arrays.asList(texts).indexOf(text) + ".wpl", text))
            .toList();
    Compilation compilation = RuleSet.compile(files);
    assertThat(compilation.rules().isEmpty()).isEqualTo(!compilation.errors().isEmpty());
    return compilation.errors();
  }

  @Test
  void rendersPlaceLineCaretExpectedAndNearest() {
    List<RuleError> errors = errors("package p {\n  rule a { (digit:a, chrs:b) }\n}\n");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).render())
        .isEqualTo(
            """
            f0.wpl:2:22: unknown type 'chrs'
                rule a { (digit:a, chrs:b) }
                                   ^
              expected a type
              did you mean 'chars'?\
            """);
  }

  @Test
  void reportsAllErrorsOfAllFilesInOneGo() {
    List<RuleError> errors =
        errors(
            "package p {\n rule a { (digt) }\n rule b { (chars:x, chars }\n rule c { (ip) }\n}\n",
            "packge q { rule a { (chars) } }\npackage r { rule b { (chars | f_hass(x)) } }",
            "rule ok { (chars) }");
    assertThat(errors.stream().map(e -> e.path() + ":" + e.line() + ":" + e.column()))
        .containsExactly("f0.wpl:2:12", "f0.wpl:3:27", "f1.wpl:1:1", "f1.wpl:2:31");
    assertThat(errors.stream().map(RuleError::nearest))
        .containsExactly("digit", "", "package", "f_has");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "rule a { (chars }~17~')'",
        "rule a { chars) }~10~a group: (, seq(, alt(, opt(, some_of( or not(",
        "rule a { (chars)~17~'}'",
        "rule a (chars) }~8~'{'",
        "rule { (chars) }~6~a name: letters, digits, _ . / -",
        "rule a { (chars<[,>) }~16~<begin,end>",
        "rule a { (chars<,]>) }~16~<begin,end>",
        "rule a { (chars<[) }~16~<begin,end>",
        "rule a { (chars{a*b*c}) }~20~\\* for the character itself",
        "rule a { (chars{(a)b}) }~17~'}' after ')', or \\( for the bracket",
        "rule a { (chars{(a*)}) }~19~text, ? or an escape",
        "rule a { (chars{}) }~16~text between { and }",
        "rule a { (chars{ab~16~'}'",
        "rule a { (symbol(x }~17~')'",
        "rule a { opt(chars, digit) }~10~one field",
        "rule a { not() }~10~one field",
        "rule a { (0*chars) }~11~1 to 9999",
        "rule a { (chars[x]) }~17~[N]",
        "rule a { (chars:) }~17~a name",
        "rule a { (chars(x)) }~11~members only in kv, kvarr, json, exact_json and proto_text",
        "rule a { (json(chars@)) }~22~a key or path",
        "rule a { (json(chars@a ; chars@b)) }~24~',' or ')'",
        "rule a { (obj) }~11~another type",
        "rule a { (array/jsn) }~17~array/TYPE",
        "rule a { (chars\\Sx) }~18~')'",
        "rule a { (chars\\s\\0) }~16~one separator",
        "rule a { (chars^) }~16~^1 to ^9999",
        "rule a { (digit^2) }~16~'^' behind chars or _, or N*TYPE",
        "rule a { @plg_pipe(id: x) { (chars) } }~10~'|plg_pipe/NAME|' before the groups",
        "# rules~1~'package NAME { ... }'; a comment begins with //",
        "rule a { |base64| (chars) }~11~one of decode/base64, decode/hex,"
            + " plg_pipe/test/backwards, strip/bom, unquote/unescape",
        "rule a { |qax/skyeye| (chars) }~11~one of decode/base64, decode/hex,"
            + " plg_pipe/test/backwards, strip/bom, unquote/unescape, or one that a jar brings",
        "rule a { |decode/base46| (chars) }~11~one of decode/base64, decode/hex,"
            + " plg_pipe/test/backwards, strip/bom, unquote/unescape",
        "rule a { |plg_pipe/x| (chars) }~11~one of decode/base64, decode/hex,"
            + " plg_pipe/test/backwards, strip/bom, unquote/unescape",
        "rule a { |decode/hex (chars) }~22~'|' after the last step",
        "rule a { (chars | take()) }~19~take(name)",
        "rule a { (chars | digit_range(1,x)) }~33~a whole number",
        "rule a { (chars | ip_in([1.2.3])) }~26~an IPv4 or IPv6 address",
        "rule a { (chars | regex_match('(')) }~31~a pattern",
        "rule a { (chars | not(take(x))) }~23~a function that checks",
        "#[tga(a:\"b\")] rule a { (chars) }~3~tag(...) or copy_raw(...)",
        "#[tag(a:b)] rule a { (chars) }~9~text in quotes",
        "#[copy_raw(nam:\"b\")] rule a { (chars) }~3~copy_raw(name:\"...\")",
        "package p { }~13~'rule NAME { ... }'",
        "package p { rule a { (chars) }~31~'}' or 'rule'",
        "package p { rul a { (chars) } }~13~'rule NAME { ... }' or '}'",
        "hello~1~'package NAME { ... }'",
        "/* open~1~'*/' at the start of a line",
      })
  void saysWhereAndWhatWasExpected(String rules, int column, String expected) {
    List<RuleError> errors = errors(rules);
    assertThat(errors).isNotEmpty();
    assertThat(errors.get(0).column()).as(errors.toString()).isEqualTo(column);
    assertThat(errors.get(0).expected()).as(errors.toString()).isEqualTo(expected);
  }

  /**
   * Each kind of error as a person sees it: {@code wpl-errors.txt} has rules and whole messages.
   */
  @TestFactory
  Stream<DynamicTest> wholeMessages() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String block :
        Files.readString(Path.of("src/test/resources/wpl-errors.txt")).split("RULE\n", -1)) {
      String[] parts = block.split("\nERROR\n", 2);
      if (parts.length == 2) {
        tests.add(
            DynamicTest.dynamicTest(
                parts[0], () -> assertThat(rendered(parts[0])).isEqualTo(parts[1].strip())));
      }
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests.stream();
  }

  private static String rendered(String rules) {
    return errors(rules).stream().map(RuleError::render).collect(Collectors.joining("\n"));
  }

  @Test
  void refusesTwoRulesOfOneName() {
    List<RuleError> errors =
        errors("package p { rule a { (chars) } }", "package /p/ {\n rule /a { (digit) } }");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).message()).isEqualTo("rule '/p/a' is declared twice");
    assertThat(errors.get(0).line()).isEqualTo(2);
  }

  @Test
  void countsColumnsInCharacters() {
    assertThat(errors("rule é { (chars<𝄞,𝄞>, chrs) }").get(0).column()).isEqualTo(23);
  }

  @Test
  void findsTheNearestWordOrNone() {
    assertThat(NearestWord.of("dgiit", TypeCatalog.NAMES)).isEqualTo("digit");
    assertThat(NearestWord.of("http/reqest", TypeCatalog.NAMES)).isEqualTo("http/request");
    assertThat(NearestWord.of("elephant", TypeCatalog.NAMES)).isEmpty();
  }
}
