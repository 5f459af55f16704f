package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static List<String> repeats(String text) {
    Problems problems = new Problems();
    Repeats.find(text, "x.conf", problems);
    return problems.sorted().stream().map(p -> p.place().line() + " " + p.key()).toList();
  }

  @Test
  void findsAnObjectOpenedTwice() {
    assertThat(
            repeats("sources {\n  web { a = 1 }\n  kv = { }\n  \"web\" : {\n b = 2 }\n kv {}\n}"))
        .containsExactly("4 sources.web", "6 sources.kv");
    assertThat(repeats("a { }\nb { a { } }\na { }")).containsExactly("3 a");
  }

  @Test
  void isNotMisledByStringsCommentsListsAndSubstitutions() {
    assertThat(
            repeats(
                """
                a { x = "b { b {", y = \"\"\"
                a { \"\"\" } # a {
                // a {
                list = [ { c { } }, { c { } } ]
                d = ${a} { z = 1 }
                e = ${a} { c { } }
                f = http://x/y
                g { url = "/{id}/{id}" }
                h.i { }
                h.j { }
                """))
        .isEmpty();
  }

  @Test
  void knowsLinesBehindMultilineText() {
    assertThat(repeats("a { }\nt = \"\"\"1\n2\"\"\"\na { }")).containsExactly("4 a");
  }
}
