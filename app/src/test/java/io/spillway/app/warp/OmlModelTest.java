package io.spillway.app.warp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A model's head and statements, as far as an import needs them. */
class OmlModelTest {
  @Test
  void readsHeadAndStatements() {
    OmlModel model =
        OmlModel.of(
            "m.oml",
            """
            name : /a/b
            rule :
                /x/one* y/two
            enable : true
            ---
            // a note; with a semicolon
            who : chars = take(option:[a, b]) ;
            kind = match read(n) { digit(1) => chars(A;B) ; _ => chars(C) ; } ;
            text = fmt("[{a};{b}]", @a, @b) ;
            site : chars = chars(here) ;
            * : auto = take() ;
            """);
    assertThat(model.name()).isEqualTo("/a/b");
    assertThat(model.rules()).containsExactly("/x/one*", "y/two");
    assertThat(model.enabled()).isTrue();
    assertThat(model.statements())
        .extracting(OmlModel.Statement::target)
        .containsExactly("who", "kind", "text", "site", "*");
    assertThat(model.statements().get(3).constant()).isEqualTo("here");
    assertThat(model.passesAll()).isTrue();
    assertThat(List.of("/x/one", "/y/two", "x/onemore")).allMatch(model::isFor);
    assertThat(model.isFor("/x/two")).isFalse();
  }

  @Test
  void onlyAPlainTakePasses() {
    OmlModel model = OmlModel.of("m.oml", "name : m\nrule : /x\nenable : false\n---\na = read();");
    assertThat(model.enabled()).isFalse();
    assertThat(model.passesAll()).isFalse();
    assertThat(model.statements().get(0).passes()).isTrue();
    assertThat(OmlModel.of("m.oml", "a = take(b)").statements()).isEmpty();
  }
}
