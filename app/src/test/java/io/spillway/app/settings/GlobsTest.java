package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
  @Test
  void listsFilesByName(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("a/deep"));
    Files.createFile(folder.resolve("a/2.wpl"));
    Files.createFile(folder.resolve("a/1.wpl"));
    Files.createFile(folder.resolve("a/deep/3.wpl"));
    assertThat(Globs.list(folder.resolve("a/*.wpl")))
        .containsExactly(folder.resolve("a/1.wpl"), folder.resolve("a/2.wpl"));
    assertThat(Globs.list(folder.resolve("**.wpl"))).hasSize(3);
    assertThat(Globs.list(folder.resolve("none/*.wpl"))).isEmpty();
  }
}
