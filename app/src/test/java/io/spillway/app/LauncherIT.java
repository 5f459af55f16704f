package io.spillway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher on the jars just built. */
@Timeout(120)
class LauncherIT {
  private static final Path SCRIPT = Path.of("../scripts/spillway").toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended run(Path script, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    File out = folder.resolve("stdout").toFile();
    File err = folder.resolve("stderr").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(err)
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), read(out), read(err));
  }

  private static String read(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }

  @Test
  void worksThroughLinksAndFromAnyFolder() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("one"), SCRIPT);
    Path linkToLink = Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    Ended ended = run(linkToLink, "version");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("spillway ").doesNotContain("development");
    assertThat(ended.status()).isZero();
    assertThat(run(link, "nonsense").status()).isEqualTo(64);
  }

  @Test
  void commandsLeaveNothingWhereTheyAreCalled() throws IOException, InterruptedException {
    assertThat(run(SCRIPT, "init", "a").status()).isZero();
    for (String command : List.of("stat", "validate", "check", "clean", "warm-up")) {
      List<String> words = new ArrayList<>(List.of(command));
      words.addAll(command.equals("warm-up") ? List.of() : List.of("--config", "a"));
      run(SCRIPT, words.toArray(String[]::new));
    }
    run(SCRIPT, "rescue", "ls", "--config", "a");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a", "stdout", "stderr");
  }

  @Test
  void initThenCheckPrintNothingButTheirOwn() throws IOException, InterruptedException {
    assertThat(run(SCRIPT, "init", "a node").err()).isEmpty();
    Ended check = run(SCRIPT, "check", "--config", "a node", "--json");
    assertThat(check.err()).isEmpty();
    assertThat(check.out()).startsWith("{\"ok\":true").hasLineCount(1);
    Files.writeString(folder.resolve("a node/spillway.conf"), "sources {");
    assertThat(run(SCRIPT, "check", "--config", "a node").status()).isEqualTo(78);
  }

  @Test
  void saysWhatToRunWhenNothingIsBuilt() throws IOException, InterruptedException {
    Path scripts = Files.createDirectories(folder.resolve("clone/scripts"));
    Path copy = Files.copy(SCRIPT, scripts.resolve("spillway"));
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    Ended ended = run(copy, "check");
    assertThat(ended.status()).isEqualTo(69);
    assertThat(ended.err()).contains("not built yet", "package");
  }

  @Test
  void aHomeWithSpacesIsNoObstacle() throws IOException, InterruptedException {
    Path home = folder.resolve("a home");
    Path copy =
        Files.copy(SCRIPT, Files.createDirectories(home.resolve("scripts")).resolve("spillway"));
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve("app"));
    Files.createSymbolicLink(home.resolve("app/target"), Path.of("target").toAbsolutePath());
    assertThat(run(copy, "version").status()).isZero();
  }
}
