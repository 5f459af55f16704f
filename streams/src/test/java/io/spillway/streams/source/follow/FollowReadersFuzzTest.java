package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.Fuzz;
import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged gzip files and checkpoints: an error that is told, or what is whole. */
class FollowReadersFuzzTest {
  private static final int MOST_BYTES = 1 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(ISO_8859_1));
    }
    return out.toByteArray();
  }

  @Test
  void damagedGzipEndsOrFailsAsFilesDo() throws IOException {
    List<byte[]> seeds = List.of(gzip("line\n".repeat(500)), gzip(""), gzip("x"));
    new Fuzz(2, "\u001f\u008b\b\0\u0004\u00ff").run("gzip", seeds, 3000, this::readGzip);
  }

  private void readGzip(byte[] input) throws IOException {
    Path file = Files.write(folder.resolve("a.gz"), input);
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    try (Content content = Contents.open(file, Objects.requireNonNull(key))) {
      long offset = 0;
      int n;
      while ((n = read(content, offset)) > 0) {
        offset += n;
        assertThat(offset).isLessThan(MOST_BYTES);
      }
    }
  }

  /** What it read, or -1 at the end and where it is damaged. */
  private static int read(Content content, long offset) {
    try {
      return content.read(ByteBuffer.allocate(8 << 10), offset);
    } catch (IOException damaged) {
      assertThat(damaged.getClass().getName()).startsWith("java.");
      return -1;
    }
  }

  @Test
  void damagedCheckpointsOpenWithWhatIsWhole() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    Path original = Path.of("/var/log/a b.log");
    try (CheckpointFile file = new CheckpointFile(path)) {
      file.put(
          new CheckpointEntry(
              "0123456789abcdef",
              new FileId(1, 2),
              new Fingerprint(3, 4),
              original,
              0,
              0,
              new Point(100, new Tail(64, 7))));
      file.move("0123456789abcdef", new Point(200, new Tail(64, 8)));
      file.force();
    }
    byte[] seed = Files.readAllBytes(path);
    new Fuzz(3, " \nfileatorg0129-\\")
        .run(
            "checkpoint",
            List.of(seed),
            3000,
            input -> {
              Files.write(path, input);
              List<CheckpointEntry> read = open(path);
              assertThat(read).allMatch(entry -> entry.path().equals(original));
            });
  }

  /** None if it says that it is not a checkpoint at all. */
  private static List<CheckpointEntry> open(Path path) {
    try (CheckpointFile file = new CheckpointFile(path)) {
      return List.copyOf(file.entries());
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("is not a checkpoint");
      return List.of();
    }
  }
}
