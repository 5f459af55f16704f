package io.spillway.app.settings;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which files a file source reads, and how.
 *
 * @param paths absolute paths or globs
 * @param rateLimit records per second over all files; empty for none
 */
public record FileSourceSettings(
    List<String> paths, FramingSettings framing, int chunkBytes, OptionalLong rateLimit) {
  static FileSourceSettings read(Section section, Path workDir) {
    return new FileSourceSettings(
        section.strings("paths").stream()
            .map(path -> workDir.resolve(path).normalize().toString())
            .toList(),
        FramingSettings.read(section, FramingKind.NEWLINE),
        (int) section.size("chunk-bytes", 4 << 10, 16 << 20),
        section.optionalNumber("rate-limit", 1, 1_000_000_000));
  }
}
