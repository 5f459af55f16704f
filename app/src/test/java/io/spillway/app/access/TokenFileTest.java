package io.spillway.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void isTheOneLineOfTheFile() throws IOException {
    assertThat(TokenFile.read(file(TOKEN + "\n", "rw-------"))).isEqualTo(TOKEN);
    assertThat(TokenFile.read(file(TOKEN, "r--------"))).isEqualTo(TOKEN);
  }

  @Test
  void permissionsOfOthersAreNamedWithTheCommandThatHelps() throws IOException {
    Path file = file(TOKEN, "rw-r-----");
    assertThatThrownBy(() -> TokenFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the token file %s has the permissions 0640 (rw-r-----) and must be its owner's alone:"
                + " chmod 600 %s",
            file, file);
    Path executable = file(TOKEN, "rw------x");
    assertThatThrownBy(() -> TokenFile.read(executable)).hasMessageContaining("0601 (rw------x)");
  }

  @Test
  void whatIsNoTokenIsSaidWithoutShowingIt() throws IOException {
    for (String wrong : new String[] {"", "short-secret", TOKEN + "\n" + TOKEN, "o".repeat(5000)}) {
      Path file = file(wrong, "rw-------");
      assertThatThrownBy(() -> TokenFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("openssl rand -hex 32")
          .hasMessageNotContaining("short-secret")
          .hasMessageNotContaining(TOKEN);
    }
    assertThatThrownBy(() -> TokenFile.read(folder.resolve("none")))
        .hasMessageStartingWith("there is no token file " + folder.resolve("none"));
    assertThatThrownBy(() -> TokenFile.read(folder)).isInstanceOf(IOException.class);
  }
}
