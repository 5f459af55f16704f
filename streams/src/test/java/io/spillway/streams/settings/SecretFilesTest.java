package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
  private static final String WORD = "hunter2-and-more";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final Problems problems = new Problems();

  @BeforeEach
  void secret() throws IOException {
    file("word", WORD + "\n", "rw-------");
    file("number", "17", "rw-r-----");
  }

  private void file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Section read(String text) throws IOException {
    return ConfFile.read(Files.writeString(folder.resolve("a.conf"), text), problems).orElseThrow();
  }

  private List<String> found() {
    return problems.sorted().stream()
        .map(p -> p.place().line() + " " + p.subject() + ": " + p.advice())
        .map(text -> text.replace(folder.toString(), "DIR"))
        .toList();
  }

  @Test
  void standForTextsNumbersAndPartsOfLists() throws IOException {
    Section all =
        read(
            """
            a = { secret-file = word }
            b { secret-file = "%s/number" }
            c = [x, { secret-file = word }]
            tags { pass = { secret-file = word }, team = edge }
            """
                .formatted(folder));
    assertThat(all.string("a")).isEqualTo(WORD);
    assertThat(all.optionalText("a")).contains(WORD);
    assertThat(all.integer("b", 0, 99)).isEqualTo(17);
    assertThat(all.strings("c")).containsExactly("x", WORD);
    assertThat(all.texts("tags")).containsEntry("pass", WORD).containsEntry("team", "edge");
    all.end();
    assertThat(found()).isEmpty();
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void areFoundBesideTheFileThatNamesThem() throws IOException {
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/word"), "other");
    Files.writeString(folder.resolve("parts/b.conf"), "b = { secret-file = word }");
    assertThat(read("include \"parts/b.conf\"\n").string("b")).isEqualTo("other");
  }

  @Test
  void fileThatCannotBeReadIsAProblemOfItsSettingAndNoOther() throws IOException {
    file("empty", "\n", "rw-------");
    file("large", "x".repeat(70_000), "rw-------");
    Section all =
        read(
            """
            a = { secret-file = none }
            b = { secret-file = empty }
            c = { secret-file = large }
            d { e = { secret-file = ${NOT_SET_ANYWHERE} } }
            """);
    assertThat(all.string("a")).isEmpty();
    assertThat(all.integer("b", 5, 9)).isEqualTo(5);
    assertThat(all.optionalText("c")).isEmpty();
    assertThat(all.section("d").string("e")).isEmpty();
    assertThat(found())
        .startsWith(
            "1 a = { secret-file = none }: there is no file DIR/none",
            "2 b = { secret-file = empty }: DIR/empty is empty",
            "3 c = { secret-file = large }: DIR/large is no secret: it has more than 64 KiB")
        .hasSize(4);
    assertThat(found().get(3))
        .startsWith("4 d.e.secret-file = ${NOT_SET_ANYWHERE}: is not set: no variable");
    assertThat(problems.ofMachine()).hasSize(3);
  }

  @Test
  void areNeverShownInAProblem() throws IOException {
    Section all =
        read(
            "a = { secret-file = word }\nb = [{ secret-file = word }]\nc = { secret-file = word }");
    all.integer("a", 0, 9);
    all.problem("b", "'" + WORD + "' is no network");
    assertThat(found())
        .containsExactly(
            "1 a = (secret): must be a whole number from 0 to 9",
            "2 b = (secret): '(secret)' is no network");
    all.end();
    assertThat(found()).hasSize(4).noneMatch(text -> text.contains(WORD));
  }

  @Test
  void fileThatEverybodyCanReadIsAWarning() throws IOException {
    file("word", WORD, "rw-r--r--");
    assertThat(read("a = { secret-file = word }").string("a")).isEqualTo(WORD);
    assertThat(found()).isEmpty();
    assertThat(problems.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.subject()).isEqualTo("a = { secret-file = word }");
              assertThat(warning.what())
                  .isEqualTo(
                      "%s can be read by everybody, 0644 (rw-r--r--): chmod o= %1$s"
                          .formatted(folder.resolve("word")));
            });
  }
}
