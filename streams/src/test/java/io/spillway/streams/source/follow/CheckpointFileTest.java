package io.spillway.streams.source.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private static CheckpointEntry entry(int i, String path) {
    return new CheckpointEntry(
        "%016x".formatted(i),
        new FileId(65_024, 1000 + i),
        new Fingerprint(i, 0x1234_5678_9abc_def0L * i),
        Path.of(path),
        i % 2,
        i % 3,
        new Point(i * 100L, new Tail(64, -i)));
  }

  private static List<CheckpointEntry> reopened(Path path) throws IOException {
    try (CheckpointFile file = new CheckpointFile(path)) {
      return List.copyOf(file.entries());
    }
  }

  @Test
  void keepsWhatWasForced() throws IOException {
    Path path = folder.resolve("deep/in.checkpoint");
    List<CheckpointEntry> expected = new ArrayList<>();
    try (CheckpointFile file = new CheckpointFile(path)) {
      expected.add(entry(1, "/var/log/a b.log"));
      expected.add(entry(2, "/var/log/with\\n and \n and \\"));
      expected.add(entry(3, "/var/log/ümläut "));
      expected.forEach(file::put);
      file.put(entry(4, "/gone"));
      file.forget(entry(4, "/gone").generation());
      file.force();
      Point far = new Point(1L << 40, new Tail(3, 77));
      file.move(expected.get(1).generation(), far);
      file.force();
      expected.set(1, expected.get(1).at(far));
      file.move(expected.get(0).generation(), far);
    }
    assertThat(reopened(path)).isEqualTo(expected);
    assertThat(reopened(path)).isEqualTo(expected);
  }

  /** Whatever a crash left of it, it opens with the lines that are whole. */
  @Test
  void opensWhateverItsLength() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    try (CheckpointFile file = new CheckpointFile(path)) {
      for (int i = 0; i < 5; i++) {
        file.put(entry(i, "/var/log/file" + i));
      }
      file.force();
      for (int i = 0; i < 5; i++) {
        file.move(entry(i, "").generation(), new Point(i * 1000L, new Tail(1, i)));
      }
      file.forget(entry(2, "").generation());
      file.force();
    }
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Path torn = folder.resolve("torn");
      Files.write(torn, cut);
      assertThat(reopened(torn)).as("cut to " + length).isEqualTo(expected(cut));
    }
  }

  /** Whichever byte it is, its first line among them. */
  @Test
  void anyByteFlippedCostsTheLinesItTouchesAndNoOther() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    List<CheckpointEntry> whole = List.of(entry(1, "/a b"), entry(2, "/\u00e4"), entry(3, "/c\n"));
    try (CheckpointFile file = new CheckpointFile(path)) {
      whole.forEach(file::put);
      file.force();
    }
    byte[] bytes = Files.readAllBytes(path);
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 2;
      Files.write(path, altered);
      boolean joined = bytes[i] == '\n';
      try (CheckpointFile file = new CheckpointFile(path)) {
        assertThat(file.damaged()).as("byte %d", i).isPositive();
        assertThat(whole).as("byte %d", i).containsAll(file.entries());
        boolean header = i < CheckpointFile.HEADER.length() - 1;
        assertThat(file.entries()).as("byte %d", i).hasSizeBetween(joined ? 1 : 2, header ? 3 : 2);
      }
    }
    Files.writeString(path, CheckpointFile.HEADER.replace('f', 'g'));
    assertThat(reopened(path)).isEmpty();
  }

  @Test
  void damagedLineCostsNoOther() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    try (CheckpointFile file = new CheckpointFile(path)) {
      for (int i = 0; i < 5; i++) {
        file.put(entry(i, "/var/log/file" + i));
      }
      file.force();
    }
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 1;
    Files.write(path, bytes);
    try (CheckpointFile file = new CheckpointFile(path)) {
      assertThat(file.damaged()).isEqualTo(1);
      assertThat(file.entries()).hasSize(4);
    }
  }

  @Test
  void isWrittenAnewWhenItHasGrown() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    try (CheckpointFile file = new CheckpointFile(path)) {
      file.put(entry(1, "/a"));
      for (int i = 1; i <= 40_000; i++) {
        file.move(entry(1, "/a").generation(), new Point(i, new Tail(64, i)));
        if (i % 1000 == 0) {
          file.force();
        }
      }
    }
    assertThat(Files.size(path)).isLessThan(1_200_000);
    assertThat(reopened(path).get(0).settled().offset()).isEqualTo(40_000);
  }

  @Test
  void foreignFileIsRefusedAndKept() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    Files.writeString(path, "something else\n");
    assertThatThrownBy(() -> new CheckpointFile(path)).hasMessageContaining("not a checkpoint");
    assertThat(path).hasContent("something else\n");
  }

  @Test
  void afterAFailedWriteEverythingIsWrittenAnew() throws IOException {
    Path path = folder.resolve("in.checkpoint");
    CheckpointFile file = new CheckpointFile(path);
    file.put(entry(1, "/a"));
    file.close(); // as good as a disk that fails
    assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    file.put(entry(2, "/b"));
    file.force();
    file.put(entry(3, "/c"));
    file.force();
    file.close();
    assertThat(reopened(path)).containsExactly(entry(1, "/a"), entry(2, "/b"), entry(3, "/c"));
  }

  /** What the whole lines say, put together anew. */
  private static List<CheckpointEntry> expected(byte[] cut) {
    String text = new String(cut, java.nio.charset.StandardCharsets.UTF_8);
    Map<String, CheckpointEntry> entries = new HashMap<>();
    int from = CheckpointFile.HEADER.length();
    for (int to; from < text.length() && (to = text.indexOf('\n', from)) >= 0; from = to + 1) {
      CheckpointLine line = CheckpointLine.read(text.substring(from, to));
      assertThat(line).isNotNull();
      if (line instanceof CheckpointLine.File file) {
        entries.put(file.entry().generation(), file.entry());
      } else if (line instanceof CheckpointLine.At at) {
        entries.computeIfPresent(at.generation(), (same, entry) -> entry.at(at.point()));
      } else if (line instanceof CheckpointLine.Forget forget) {
        entries.remove(forget.generation());
      }
    }
    return entries.values().stream()
        .sorted(java.util.Comparator.comparing(CheckpointEntry::generation))
        .toList();
  }
}
