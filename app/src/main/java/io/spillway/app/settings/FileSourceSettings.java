package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.util.List;
import java.util.Optional;

/** Which files a file source reads, and how. */
public record FileSourceSettings(
    List<String> paths,
    int chunkBytes,
    int maxRecordBytes,
    TcpSourceSettings.TooLong tooLong,
    Optional<Long> rateLimit) {
  static FileSourceSettings read(Section section) {
    return new FileSourceSettings(
        section.strings("paths"),
        (int) section.size("chunk-bytes", 4 << 10, 64 << 20),
        (int) section.size("max-record-bytes", 64, 256 << 20),
        section.choice("too-long", TcpSourceSettings.TooLong.class),
        section.optionalNumber("rate-limit", 1, 1_000_000_000));
  }
}
