package io.spillway.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
  private static final Path FOLDER = Path.of("src/test/resources/explain");

  private static Explanation explain(String name) {
    Path file = FOLDER.resolve(name + ".conf");
    Configuration.Outcome read = Configuration.read(file, Optional.of(Path.of("/work")));
    assertThat(read.problems()).isEmpty();
    return Explain.of(read.settings().orElseThrow());
  }

  private static String text(String name, Look look) {
    String folder = FOLDER.toAbsolutePath().toString();
    return ExplainText.of(explain(name), look).replace(folder, "/conf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"collect", "relay", "journal"})
  void saysInPipesWhatIsExpected(String name) throws IOException {
    assertThat(text(name, Look.PLAIN)).isEqualTo(Files.readString(FOLDER.resolve(name + ".txt")));
  }

  @Test
  void fitsTheTerminal() throws IOException {
    String text = text("relay", new Look(72, true, false));
    assertThat(text).isEqualTo(Files.readString(FOLDER.resolve("relay-72.txt")));
    assertThat(text.lines()).allMatch(line -> line.length() <= 72);
  }

  @Test
  void stylesTakeNoColumns() {
    String styled = text("collect", new Look(72, false, true));
    assertThat(styled).contains("\u001b[1mnet\u001b[0m");
    assertThat(styled.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text("collect", new Look(72, false, false)));
  }

  @Test
  void routesFollowTheRules() {
    assertThat(explain("collect").routes())
        .extracting(route -> route.source() + ">" + route.group() + ">" + route.sink())
        .filteredOn(way -> way.startsWith("net>"))
        .containsExactly(
            "net>all>safe",
            "net>all>kept",
            "net>none>",
            "net>default>default",
            "net>intercept>intercept",
            "net>error>error");
  }
}
