package io.spillway.streams.source.file;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.Multiline;
import io.spillway.streams.settings.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A file source.
 *
 * @param paths absolute paths or globs ({@code *}, {@code **}, {@code ?}, {@code [..]}, {@code
 *     {..}})
 * @param chunkBytes how much is read at once, and so about what a batch is; larger ones cost memory
 *     per file, smaller ones speed
 * @param rateLimit records per second over all files; empty for none
 */
public record FileSourceSettings(
    List<String> paths, FramingSettings framing, int chunkBytes, OptionalLong rateLimit) {
  public static final int DEFAULT_CHUNK_BYTES = 512 << 10;

  public FileSourceSettings {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("paths must name at least one file");
    }
    if (chunkBytes < 4 << 10 || chunkBytes > 16 << 20) {
      throw new IllegalArgumentException("chunk-bytes must be from 4 KiB to 16 MiB");
    }
    if (rateLimit.isPresent() && rateLimit.getAsLong() < 1) {
      throw new IllegalArgumentException("rate-limit must be at least 1 record/s");
    }
  }

  /** Reads them; paths start from {@code workDir}. */
  public static FileSourceSettings read(Section section, Path workDir) {
    List<String> paths = PathPatterns.read(section, "paths", workDir);
    boolean wrong = section.problems().about(section.path() + ".paths");
    if (paths.isEmpty() && section.isList("paths") && !wrong) {
      section.problem("paths", "must name at least one file");
    }
    return new FileSourceSettings(
        paths.isEmpty() ? List.of(workDir.toString()) : paths,
        FramingSettings.read(section, FramingKind.NEWLINE)
            .joining(Multiline.read(section.section("multiline"))),
        (int) section.size("chunk-bytes", 4 << 10, 16 << 20),
        section.optionalNumber("rate-limit", 1, 1_000_000_000));
  }

  public static FileSourceSettings of(String... paths) {
    return new FileSourceSettings(
        List.of(paths), FramingSettings.DEFAULT, DEFAULT_CHUNK_BYTES, OptionalLong.empty());
  }
}
