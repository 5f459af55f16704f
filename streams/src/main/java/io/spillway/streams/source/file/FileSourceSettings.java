package io.spillway.streams.source.file;

import io.spillway.streams.framing.FramingSettings;
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

  public static FileSourceSettings of(String... paths) {
    return new FileSourceSettings(
        List.of(paths), FramingSettings.DEFAULT, DEFAULT_CHUNK_BYTES, OptionalLong.empty());
  }
}
