package io.spillway.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTokenTest {
  private static final String FIRST = "first-token-of-this-node";
  private static final String SECOND = "second-token-of-this-node";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private Path write(String token, String mode, long modified) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
  }

  @Test
  void onlyTheWholeTokenIsRight() throws IOException {
    NodeToken token = new NodeToken(write(FIRST, "rw-------", 1), nanos::get);
    assertThat(token.isRight(FIRST)).isTrue();
    assertThat(token.isRight("")).isFalse();
    assertThat(token.isRight(FIRST.substring(1))).isFalse();
    assertThat(token.isRight(FIRST + "x")).isFalse();
    assertThat(token.isRight(FIRST.toUpperCase(java.util.Locale.ROOT))).isFalse();
  }

  @Test
  void renewedFileIsTakenWithinASecond() throws IOException {
    NodeToken token = new NodeToken(write(FIRST, "rw-------", 1), nanos::get);
    write(SECOND, "rw-------", 2);
    assertThat(token.isRight(FIRST)).isTrue();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(token.isRight(FIRST)).isFalse();
    assertThat(token.isRight(SECOND)).isTrue();
  }

  @Test
  void oldTokenStaysWhileTheFileCannotBeUsed() throws IOException {
    NodeToken token = new NodeToken(write(FIRST, "rw-------", 1), nanos::get);
    Path file = write(SECOND, "rw-r--r--", 2);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(token.isRight(SECOND)).isFalse();
    assertThat(token.isRight(FIRST)).isTrue();
    Files.delete(file);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(token.isRight(FIRST)).isTrue();
    write(SECOND, "rw-------", 3);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(token.isRight(SECOND)).isTrue();
  }
}
