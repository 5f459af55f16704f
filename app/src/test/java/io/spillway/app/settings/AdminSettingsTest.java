package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSettingsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final Problems problems = new Problems();

  private AdminSettings read(String text) {
    Section root =
        Section.root(
                ConfigFactory.parseString("admin { " + text + " }").root(),
                new Place("x.conf", 1),
                problems)
            .withDefaults(new Defaults().node());
    return AdminSettings.read(root.section("admin"), folder);
  }

  private List<String> complaints() {
    return problems.sorted().stream().map(Problem::key).toList();
  }

  private void token(String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void loopbackNeedsNothing() {
    assertThat(read("host = \"::1\"").url()).isEqualTo("http://[::1]:9600");
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void otherAddressNeedsTokenAndTls() throws IOException {
    read("host = 0.0.0.0");
    assertThat(problems.sorted())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.subject()).isEqualTo("admin.host = 0.0.0.0");
              assertThat(problem.what())
                  .isEqualTo(
                      "others reach this address, which needs admin.token-file and admin.tls {"
                          + " certificate, key }; without, it must be a loopback address, as"
                          + " 127.0.0.1");
            });
    token("rw-------");
    read("host = 0.0.0.0, token-file = token");
    assertThat(problems.sorted().get(1).what()).contains("needs admin.tls { certificate, key };");
  }

  @Test
  void tokenFileOfOthersIsAProblemOfItsKey() throws IOException {
    token("rw-rw-r--");
    assertThat(read("token-file = token").tokenFile()).contains(folder.resolve("token"));
    assertThat(complaints()).containsExactly("admin.token-file");
    assertThat(problems.sorted().get(0).what()).contains("0664", "chmod 600");
  }

  @Test
  void halfOfTlsIsAProblem() {
    read("tls { certificate = cert.pem }");
    assertThat(complaints()).containsExactly("admin.tls.key");
  }

  @Test
  void commandsAskTheWholeMachineAtLoopback() {
    assertThat(read("host = 0.0.0.0, port = 1").localUrl()).isEqualTo("http://127.0.0.1:1");
    assertThat(read("host = 127.0.0.2, port = 1").localUrl()).isEqualTo("http://127.0.0.2:1");
  }
}
