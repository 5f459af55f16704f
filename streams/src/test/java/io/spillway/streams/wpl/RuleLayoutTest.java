package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleLayoutTest {
  @Test
  void laysOutPackagesRulesAndGroups() {
    assertThat(
            laid(
                """
                #[tag(env : "p" ,kind:"a")] package   /web/{
                rule one{(digit:a,chars : b\\,,json( ip @a/b : src , @'x y'))\\;}}
                """))
        .isEqualTo(
            """
            #[tag(env:"p", kind:"a")]
            package /web/ {
              rule one { (digit:a, chars:b\\,, json(ip@a/b:src, @'x y'))\\; }
            }
            """);
    assertThat(
            laid(
                "rule r{|decode/hex|  strip/bom|(2* _,time< [ , ] >\\s|take(a)|chars_in([a"
                    + " ,b])),}"))
        .isEqualTo(
            "rule r { |decode/hex|strip/bom| (2*_, time< [ , ] >\\s | take(a) | chars_in([a, b]))"
                + " }\n");
  }

  @Test
  void breaksWhatDoesNotFitInto100Columns() {
    String fields = "chars:field_of_some_length\\,,".repeat(3);
    assertThat(laid("rule r { (" + fields + "ip:a), (digit:b) }"))
        .isEqualTo(
            """
            rule r {
              (chars:field_of_some_length\\,, chars:field_of_some_length\\,, chars:field_of_some_length\\,, ip:a),
              (digit:b)
            }
            """);
    assertThat(laid("rule r { (" + fields + "ip:abcdef), (digit:b) }"))
        .isEqualTo(
            """
            rule r {
              (
                chars:field_of_some_length\\,,
                chars:field_of_some_length\\,,
                chars:field_of_some_length\\,,
                ip:abcdef
              ),
              (digit:b)
            }
            """);
    String check = " | regex_match('" + "x".repeat(60) + "')";
    assertThat(laid("rule r { (json(@a, digit@b):j" + check + check + " | (digit:n)) }"))
        .isEqualTo(
            """
            rule r {
              (
                json(@a, digit@b):j
                  |%s
                  |%s | (digit:n)
              )
            }
            """
                .formatted(check.substring(2), check.substring(2)));
  }

  @Test
  void keepsBracketsThatTheAuthorBrokeAndJoinsTheOthers() {
    assertThat(laid("rule r {\n(a_b:x)}".replace("a_b", "digit")))
        .isEqualTo("rule r {\n  (digit:x)\n}\n");
    assertThat(laid("rule r { (digit:x,\n\n  json(\n@a, @b\n)), (ip\n) }"))
        .isEqualTo(
            """
            rule r {
              (
                digit:x,

                json(
                  @a,
                  @b
                )
              ),
              (ip)
            }
            """);
  }

  @Test
  void keepsCommentsBeforeWhatTheyStoodBefore() {
    String text =
        """

        // the file

        // the package
        package p {
            // first
        rule a { (digit) }
        //> 1
        //= {"digit":1}
        #[tag(a:"b")]
           // below the annotation
        rule b { (digit:n,
          /* a long
               story
            */ chars:c
          // the last
          ) }
        // the end of the package
        }
        // the end
        """;
    assertThat(laid(text))
        .isEqualTo(
            """
            // the file

            // the package
            package p {
              // first
              rule a { (digit) }

              //> 1
              //= {"digit":1}
              #[tag(a:"b")]
              // below the annotation
              rule b {
                (
                  digit:n,
                  /* a long
                       story
                  */
                  chars:c
                  // the last
                )
              }
              // the end of the package
            }
            // the end
            """);
  }

  @Test
  void keepsMarksAndEndsOfLines() {
    assertThat(laid("\ufeffrule a {(digit)}\r\n// x\r\n"))
        .isEqualTo("\ufeffrule a { (digit) }\r\n// x\r\n");
    assertThat(laid("rule a { (chars:x\\ , symbol(a \\) b)) }\n\n\n"))
        .isEqualTo("rule a { (chars:x\\ , symbol(a \\) b)) }\n");
    assertThat(laid("// only\n\n\n// words")).isEqualTo("// only\n\n// words\n");
  }

  @Test
  void leavesAFileWithErrors() {
    RuleLayout.Laid laid = RuleLayout.of(new RuleFile("a.wpl", "rule  a {(dgit)}"));
    assertThat(laid.text()).isEqualTo("rule  a {(dgit)}");
    assertThat(laid.errors()).extracting(RuleError::nearest).containsExactly("digit");
  }

  @Test
  void changesNoMeaningAndNothingTwice() throws IOException {
    List<String> texts = RuleTexts.all();
    assertThat(texts).hasSizeGreaterThan(200);
    for (String text : texts) {
      if (!RuleSet.compile(List.of(new RuleFile("x.wpl", text))).errors().isEmpty()) {
        continue;
      }
      String laid = laid(text);
      assertThat(meaning(laid)).as(text).isEqualTo(meaning(text));
      assertThat(laid(laid)).as(text).isEqualTo(laid);
      assertThat(results(laid)).as(text).isEqualTo(results(text));
    }
  }

  @Test
  void doesNotMindHowTheFileWasBroken() throws IOException {
    Random random = new Random(4);
    for (String text : RuleTexts.all()) {
      String loose = loosened(text, random);
      List<RuleError> errors = RuleSet.compile(List.of(new RuleFile("x.wpl", loose))).errors();
      if (!errors.isEmpty()) {
        continue;
      }
      String laid = laid(loose);
      assertThat(meaning(laid)).as(loose).isEqualTo(meaning(loose));
      assertThat(laid(laid)).as(loose).isEqualTo(laid);
      assertThat(notes(laid)).as(loose).isEqualTo(notes(loose));
    }
  }

  /** With line ends, blanks and comments behind some brackets and commas. */
  private static String loosened(String text, Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      boolean bracket = c == '(' || c == '{' || c == ',' || c == ')';
      if (bracket && i > 0 && text.charAt(i - 1) != '\\' && random.nextInt(4) == 0) {
        out.append(List.of("\n", "  ", "\n\n\n", "\n// note " + i + "\n").get(random.nextInt(4)));
      }
    }
    return out.toString();
  }

  private static String laid(String text) {
    RuleLayout.Laid laid = RuleLayout.of(new RuleFile("x.wpl", text));
    assertThat(laid.errors()).as(text).isEmpty();
    return laid.text();
  }

  private static List<String> meaning(String text) {
    Source source = new Source(new RuleFile("x.wpl", text), new ArrayList<>());
    return RuleReader.read(source).stream().map(Syntax.Rule::meaning).toList();
  }

  private static List<String> notes(String text) {
    return text.lines().map(String::strip).filter(line -> line.startsWith("// note")).toList();
  }

  private static String results(String text) {
    String lines =
        "1 2 3\nann=1,b=2\n{\"a\":1}\n10.0.0.1 - - [x] \"y\" 5\n2024-01-02 03:04:05|a|b\n";
    return Trials.run(Trials.compile(text), lines.getBytes(StandardCharsets.UTF_8));
  }
}
