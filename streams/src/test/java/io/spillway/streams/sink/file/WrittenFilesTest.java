package io.spillway.streams.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenFilesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private void write(String name, Compression compression) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    try (OutputStream out = compression.over(Files.newOutputStream(file))) {
      out.write(("of " + name).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      write(name, Compression.NONE);
    }
  }

  private List<String> names(WrittenFiles files) {
    assertThat(files.problems()).isEmpty();
    return files.files().stream().map(one -> folder.relativize(one.path()).toString()).toList();
  }

  @Test
  void endedFilesCountAndOthersDoNot() throws IOException {
    write("a.log", "a.log-20261121-080000", "a.log-20261121-080000_2");
    write("a.log.torn", "a.log.1", "b.log", "a.log-20261121", "xa.log", "in/a.log");
    assertThat(names(WrittenFiles.of(folder.resolve("a.log"))))
        .containsExactly("a.log", "a.log-20261121-080000", "a.log-20261121-080000_2");
  }

  @Test
  void aFileThatIsBeingCompressedCountsOnce() throws IOException {
    write("a.log-20261121-080000", Compression.NONE);
    write("a.log-20261121-080000.gz.tmp", Compression.GZIP);
    write("a.log-20261121-080001", Compression.NONE);
    write("a.log-20261121-080001.zst", Compression.ZSTD);
    write("a.log-20261121-080002.gz", Compression.GZIP);
    assertThat(names(WrittenFiles.of(folder.resolve("a.log"))))
        .containsExactly(
            "a.log-20261121-080000", "a.log-20261121-080001", "a.log-20261121-080002.gz");
  }

  @Test
  void whatWasCompressedIsRead() throws IOException {
    write("a.log-20261121-080000.gz", Compression.GZIP);
    write("a.log-20261121-080001.zst", Compression.ZSTD);
    for (WrittenFiles.Written one : WrittenFiles.of(folder.resolve("a.log")).files()) {
      try (InputStream in = one.open()) {
        assertThat(in).hasContent("of " + one.path().getFileName());
      }
    }
  }

  @Test
  void manyFilesAreFoundBelowTheFolder() throws IOException {
    write("web/a.log", "web/a.log-20261121-080000", "db/b.log", "db/deeper/c.log", "d.log");
    write("db/b.log.torn", "db/b.log-20261121-080000.gz.tmp");
    WrittenFiles files = WrittenFiles.in(folder, 2, folder + "/[a-z]+/[a-z.]+");
    assertThat(names(files)).containsExactly("db/b.log", "web/a.log", "web/a.log-20261121-080000");
  }

  @Test
  void whatIsNoFileCantBeCounted() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("null.log"), Path.of("/dev/null"));
    WrittenFiles files = WrittenFiles.of(link);
    Files.delete(link);
    assertThat(files.files()).isEmpty();
    assertThat(files.problems())
        .containsExactly(link + " is no regular file, what went there can't be counted");
  }

  @Test
  void aFolderThatIsNotThereHoldsNone() {
    assertThat(names(WrittenFiles.of(folder.resolve("no/a.log")))).isEmpty();
  }
}
