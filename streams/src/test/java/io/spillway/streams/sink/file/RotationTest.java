package io.spillway.streams.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RotationTest {
  private final Path folder;
  private final List<Runnable> tidying = new ArrayList<>();
  private long millis = Instant.parse("2026-02-03T04:59:58Z").toEpochMilli();
  private String name = "out.log";
  private Compression compression = Compression.NONE;
  private OptionalInt keepFiles = OptionalInt.empty();
  private Optional<Duration> keepAge = Optional.empty();

  RotationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private FileSink bySize(long bytes) {
    return sink(OptionalLong.of(bytes), Optional.empty(), "");
  }

  private FileSink sink(OptionalLong bytes, Optional<Duration> interval, String header) {
    return new FileSink(
        new FileSinkSettings(
            folder.resolve(name),
            Fsync.NEVER,
            Duration.ofSeconds(1),
            new RotationSettings(bytes, interval, compression, keepFiles, keepAge),
            8),
        new FileParts(
            OutputFile::open,
            header.getBytes(StandardCharsets.UTF_8),
            Runnable::run,
            tidying::add,
            torn -> {},
            () -> millis * 1_000_000,
            () -> millis));
  }

  private void write(FileSink sink, String... lines) {
    assertThat(sink.deliver(Records.of(lines), new Records.Watch(0)).toCompletableFuture())
        .isCompletedWithValue(Answer.delivered(lines.length));
  }

  private void tidy() {
    tidying.forEach(Runnable::run);
    tidying.clear();
  }

  /** Contents by name, decompressed. */
  private Map<String, String> files() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        all.put(path.getFileName().toString(), read(path));
      }
    }
    return all;
  }

  private static String read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      String name = path.toString();
      try (InputStream plain =
          name.endsWith(".gz")
              ? new GZIPInputStream(in)
              : name.endsWith(".zst") ? new ZstdInputStream(in) : in) {
        return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void beginsAnotherFileBeforeOneGetsTooLarge() throws IOException {
    FileSink sink = bySize(10);
    write(sink, "aaaa");
    write(sink, "bbbb");
    write(sink, "c");
    millis += 1000;
    write(sink, "a delivery larger than a file may be");
    write(sink, "d");
    sink.close();
    assertThat(files())
        .containsOnly(
            Map.entry("out.log-20260203-045958", "aaaa\nbbbb\n"),
            Map.entry("out.log-20260203-045959", "c\n"),
            Map.entry("out.log-20260203-045959_2", "a delivery larger than a file may be\n"),
            Map.entry("out.log", "d\n"));
  }

  @Test
  void beginsAnotherFileWithEachSpanOfTimeAlsoAfterARestart() throws IOException {
    FileSink sink = sink(OptionalLong.empty(), Optional.of(Duration.ofHours(1)), "");
    write(sink, "before five");
    millis += 2000;
    write(sink, "after five");
    sink.close();
    assertThat(files()).containsOnlyKeys("out.log", "out.log-20260203-050000");
    Files.setLastModifiedTime(folder.resolve("out.log"), FileTime.fromMillis(millis));
    millis += 3_600_000;
    sink = sink(OptionalLong.empty(), Optional.of(Duration.ofHours(1)), "");
    write(sink, "after six");
    sink.close();
    assertThat(files())
        .containsEntry("out.log-20260203-060000", "after five\n")
        .containsEntry("out.log", "after six\n");
  }

  @Test
  void beginsEachFileWithTheHeaderOnce() throws IOException {
    sink(OptionalLong.of(12), Optional.empty(), "h1,h2\n").close();
    FileSink sink = sink(OptionalLong.of(12), Optional.empty(), "h1,h2\n");
    write(sink, "1,2");
    sink.close();
    sink = sink(OptionalLong.of(12), Optional.empty(), "h1,h2\n");
    write(sink, "3");
    write(sink, "4,5");
    sink.close();
    assertThat(files().values()).containsExactly("h1,h2\n4,5\n", "h1,h2\n1,2\n3\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void compressesEndedFiles(Compression how) throws IOException {
    compression = how;
    FileSink sink = bySize(10);
    write(sink, "x".repeat(100_000));
    write(sink, "b");
    assertThat(files()).containsOnlyKeys("out.log", "out.log-20260203-045958");
    tidy();
    assertThat(files())
        .containsOnly(
            Map.entry("out.log", "b\n"),
            Map.entry("out.log-20260203-045958" + how.suffix(), "x".repeat(100_000) + "\n"));
    assertThat(Files.size(folder.resolve("out.log-20260203-045958" + how.suffix())))
        .isLessThan(1000);
    sink.close();
  }

  /** Whatever a kill left behind: one whole copy stays, and nothing is named twice. */
  @Test
  void goesOnWhereAKillInterruptedIt() throws IOException {
    compression = Compression.GZIP;
    FileSink sink = bySize(10);
    for (String line : List.of("first line", "second line", "third line", "fourth line")) {
      write(sink, line);
    }
    sink.close();
    tidy();
    Path second = folder.resolve("out.log-20260203-045958_2");
    Files.writeString(second, "second line\n"); // between rename and delete
    Files.writeString(folder.resolve("out.log-20260203-045958_3.gz.tmp"), "half"); // compressing
    Files.writeString(folder.resolve("out.log-20260203-045958_4"), "older\n"); // before compressing
    Files.writeString(folder.resolve("out.log.5"), "not ours");
    sink = bySize(10);
    write(sink, "fifth line");
    tidy();
    sink.close();
    assertThat(files())
        .containsOnly(
            Map.entry("out.log", "fifth line\n"),
            Map.entry("out.log-20260203-045958.gz", "first line\n"),
            Map.entry("out.log-20260203-045958_2.gz", "second line\n"),
            Map.entry("out.log-20260203-045958_3.gz", "third line\n"),
            Map.entry("out.log-20260203-045958_4.gz", "older\n"),
            Map.entry("out.log-20260203-045958_5.gz", "fourth line\n"),
            Map.entry("out.log.5", "not ours"));
  }

  @Test
  void deletesNothingThatIsNotInTheCompressedFile() throws IOException {
    compression = Compression.GZIP;
    FileSink sink = bySize(10);
    write(sink, "first line");
    write(sink, "second line");
    tidy();
    Files.writeString(folder.resolve("out.log-20260203-045958"), "another line\n");
    write(sink, "third line");
    tidy();
    sink.close();
    assertThat(files())
        .containsEntry("out.log-20260203-045958", "another line\n")
        .containsEntry("out.log-20260203-045958.gz", "first line\n")
        .containsEntry("out.log-20260203-045958_2.gz", "second line\n");
  }

  /** A name is not given again when its file is gone, nor an earlier one when the clock is back. */
  @Test
  void namesRiseWithTheFiles() throws IOException {
    FileSink sink = bySize(10);
    write(sink, "first line");
    write(sink, "second line");
    Files.delete(folder.resolve("out.log-20260203-045958"));
    millis -= 5000;
    write(sink, "third line");
    sink.close();
    assertThat(files()).containsOnlyKeys("out.log", "out.log-20260203-045958_2");
  }

  @Test
  void keepsSoManyEndedFilesAndNotLonger() throws IOException {
    keepFiles = OptionalInt.of(2);
    FileSink sink = bySize(10);
    for (String line : List.of("first line", "second line", "third line", "fourth line")) {
      write(sink, line);
    }
    tidy();
    assertThat(files().values()).containsExactly("fourth line\n", "second line\n", "third line\n");
    sink.close();
    keepFiles = OptionalInt.empty();
    keepAge = Optional.of(Duration.ofSeconds(10));
    sink = bySize(10);
    millis += 11_000;
    write(sink, "fifth line");
    tidy();
    sink.close();
    assertThat(files().values()).containsExactly("fifth line\n", "fourth line\n");
  }

  /** A name that is as long as can be, and longer with a stamp. */
  @Test
  void goesOnWithTheFileItCannotRename() throws IOException {
    name = "x".repeat(250);
    FileSink sink = bySize(10);
    write(sink, "first line");
    write(sink, "second line");
    sink.close();
    assertThat(files()).containsOnly(Map.entry(name, "first line\nsecond line\n"));
  }

  @Test
  void beginsAnotherFileForOneThatWasDeleted() throws IOException {
    FileSink sink = bySize(10);
    write(sink, "first line");
    Files.delete(folder.resolve(name));
    write(sink, "second line");
    sink.close();
    assertThat(files()).containsOnly(Map.entry(name, "second line\n"));
  }

  @Test
  void knowsWhatNamesOfEndedFilesEndWith() {
    assertThat(
            List.of(".gz", ".zst", ".gz.tmp", "1", "_2", "-20261121-080910", "x-20261121-080910"))
        .allMatch(RotatedFiles::mayEndWith);
    assertThat(List.of(".log", ".json", "-20261121", "-2026-11-21", ".txt", "gz.log", "x"))
        .noneMatch(RotatedFiles::mayEndWith);
  }
}
