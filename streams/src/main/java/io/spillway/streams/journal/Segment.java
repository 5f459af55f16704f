package io.spillway.streams.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of a journal: what is written to it, and how many of its batches are not settled. Its
 * owner's thread only.
 */
final class Segment {
  private final Path path;
  private final SegmentOutput output;
  private final long marker;
  private long bytes;
  private int unsettled;

  private Segment(Path path, SegmentOutput output, long marker, long bytes, int unsettled) {
    this.path = path;
    this.output = output;
    this.marker = marker;
    this.bytes = bytes;
    this.unsettled = unsettled;
  }

  /** A new one, that stays there whatever happens; or nothing at all. */
  static Segment create(Path path, long marker, SegmentOutput.Opener opener) throws IOException {
    SegmentOutput output = opener.create(path);
    try {
      output.write(ByteBuffer.wrap(SegmentHeader.of(marker)), 0);
      Path folder = path.getParent();
      if (folder != null) {
        SegmentName.forceFolder(folder);
      }
      return new Segment(path, output, marker, SegmentHeader.BYTES, 0);
    } catch (IOException e) {
      try (output) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /** One that was found, of which so many batches are to be settled; it only gets marks. */
  static Segment found(Path path, long bytes, int unsettled, SegmentOutput.Opener opener)
      throws IOException {
    return new Segment(path, opener.open(path), 0, bytes, unsettled);
  }

  /** Writes behind what is kept; {@link #keep} makes it part of that. */
  void write(ByteBuffer frames, long offset) throws IOException {
    output.write(frames, bytes + offset);
  }

  void force() throws IOException {
    output.force();
  }

  /** So many batches in so many bytes were written and forced. */
  void keep(int batches, long written) {
    unsettled += batches;
    bytes += written;
  }

  /** Drops what was written and is not kept. */
  void cutBack() throws IOException {
    output.truncate(bytes);
  }

  /** The batch in that frame is settled. */
  void settled(long frame) throws IOException {
    unsettled--;
    output.write(ByteBuffer.allocate(4).putInt(0, FrameEncoder.DONE), frame + FrameEncoder.MARK_AT);
  }

  boolean isSettled() {
    return unsettled == 0;
  }

  long marker() {
    return marker;
  }

  long bytes() {
    return bytes;
  }

  Path path() {
    return path;
  }

  void close() throws IOException {
    output.close();
  }

  void delete() throws IOException {
    output.close();
    Files.deleteIfExists(path);
  }
}
