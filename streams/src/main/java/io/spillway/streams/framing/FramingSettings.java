package io.spillway.streams.framing;

import io.spillway.streams.settings.Section;
import java.util.Optional;

/**
 * How the records of a stream are found.
 *
 * @param maxRecordBytes longest record, without its line end or header; also what a connection that
 *     never ends its record may hold in memory
 * @param multiline how lines are joined to records; only of lines
 */
public record FramingSettings(
    FramingKind kind, int maxRecordBytes, TooLong tooLong, Optional<Multiline> multiline) {
  /** An octet-counted header can claim no more than this. */
  public static final int MAX_FRAME_BYTES = 9_999_999;

  /** A length-prefixed frame's header can claim no more than this. */
  public static final int MAX_PREFIXED_BYTES = 1 << 28;

  public static final FramingSettings DEFAULT =
      new FramingSettings(FramingKind.NEWLINE, 1 << 20, TooLong.TRUNCATE);

  public FramingSettings {
    if (maxRecordBytes < 1 || maxRecordBytes > 1 << 28) {
      throw new IllegalArgumentException("max-record-bytes must be from 1 byte to 256 MiB");
    }
  }

  /** Without joining. */
  public FramingSettings(FramingKind kind, int maxRecordBytes, TooLong tooLong) {
    this(kind, maxRecordBytes, tooLong, Optional.empty());
  }

  /** The same, with lines joined. */
  public FramingSettings joining(Optional<Multiline> lines) {
    return new FramingSettings(kind, maxRecordBytes, tooLong, lines);
  }

  /** Reads what holds for every kind. */
  public static FramingSettings read(Section section, FramingKind kind) {
    return new FramingSettings(
        kind,
        (int) section.size("max-record-bytes", 64, 1 << 28),
        section.choice("too-long", TooLong.class));
  }
}
