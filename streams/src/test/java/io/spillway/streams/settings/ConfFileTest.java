package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final Problems problems = new Problems();

  private Optional<Section> read(String text) throws IOException {
    return ConfFile.read(Files.writeString(folder.resolve("a.conf"), text), problems);
  }

  private List<String> found() {
    return problems.sorted().stream()
        .map(p -> p.place().line() + " " + p.subject() + ": " + p.advice())
        .toList();
  }

  @Test
  void includesRelativeToTheIncludingFile() throws IOException {
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/b.conf"), "include \"c.conf\"\nb = ${c}\nd = 4");
    Files.writeString(folder.resolve("parts/c.conf"), "c = 3");
    Section all = read("include \"parts/b.conf\"\na = 1").orElseThrow();
    assertThat(all.integer("b", 0, 9)).isEqualTo(3);
    assertThat(all.place("d").file()).endsWith("b.conf");
    assertThat(found()).isEmpty();
  }

  @Test
  void missesNoIncludeSilently() throws IOException {
    read("a = 1\ninclude \"b.conf\"\ninclude required(file(\"c.conf\"))\n");
    assertThat(found())
        .containsExactly(
            "2 include = b.conf: no such file: " + folder.resolve("b.conf"),
            "3 include = c.conf: no such file: " + folder.resolve("c.conf"));
  }

  @Test
  void endsCirclesOfIncludes() throws IOException {
    read("include \"a.conf\"\n");
    assertThat(found()).containsExactly("1 include = a.conf: includes itself");
  }

  @Test
  void reportsSyntaxErrorsWithTheirLine() throws IOException {
    assertThat(read("a = 1\nb = [1,\n")).isEmpty();
    assertThat(problems.sorted()).hasSize(1);
    assertThat(problems.sorted().get(0).place().line()).isBetween(2, 3);
  }

  @Test
  void reportsEveryUnresolvedSubstitutionAndGoesOn() throws IOException {
    Section all = read("a = ${not.here}\nb = ${nor.here}\nc = 1\nd = ${?optional}").orElseThrow();
    all.integer("a", 0, 9);
    all.section("b");
    assertThat(all.integer("c", 0, 9)).isEqualTo(1);
    assertThat(all.has("d")).isFalse();
    assertThat(found())
        .containsExactly(
            "1 a = ${not.here}: is not set: no variable of the environment and no key of the"
                + " configuration has this name; ${?not.here} may be left out",
            "2 b = ${nor.here}: is not set: no variable of the environment and no key of the"
                + " configuration has this name; ${?nor.here} may be left out");
  }

  @Test
  void reportsAFileThatIsNotThere() {
    assertThat(ConfFile.read(folder.resolve("none.conf"), problems)).isEmpty();
    assertThat(found()).containsExactly("0 : can't be read");
  }

  @Test
  void findsTheDefaultsOfItsOwnModule() {
    assertThat(ConfFile.reference(Section.class).toConfig().hasPath("spillway.defaults.source.tcp"))
        .isTrue();
  }
}
