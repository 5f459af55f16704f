package io.spillway.streams.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a segment for whole frames. What is none is passed over to the next marker, and
 * told. Holds one frame at a time in memory.
 */
final class SegmentScan {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int MARKER_BYTES = 8;

  private final FileChannel file;
  private final long size;
  private final long marker;
  private final List<Frame> frames = new ArrayList<>();
  private final List<Range> damaged = new ArrayList<>();
  private boolean headerDamaged;
  private int marksDamaged;

  /** A whole frame. */
  record Frame(long at, int bytes, long sequence, int records, int slabBytes, boolean settled) {}

  /** Bytes that are part of no whole frame. */
  record Range(long from, long to) {}

  /**
   * What a segment holds.
   *
   * @param damaged between or before whole frames
   * @param torn behind the last one; null if there is nothing
   * @param marksDamaged frames whose mark is neither that of a settled batch nor none
   */
  record Found(
      Path path,
      long bytes,
      List<Frame> frames,
      List<Range> damaged,
      @Nullable Range torn,
      boolean headerDamaged,
      int marksDamaged) {}

  private SegmentScan(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
    this.marker = findMarker();
  }

  static Found of(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return new SegmentScan(file).look(path);
    }
  }

  /** The body of a frame that was found, if it is still what it was. */
  static byte[] body(Path path, long at, int bytes) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer head = read(file, at, FrameEncoder.HEAD_BYTES);
      byte[] body = read(file, at + FrameEncoder.HEAD_BYTES, bytes).array();
      if (head.getInt(FrameEncoder.LENGTH_AT) != bytes || !FrameDecoder.whole(head, body)) {
        throw new IOException(path + ": the frame at " + at + " has changed");
      }
      return body;
    }
  }

  /** Of the header, or else of the first frame. */
  private long findMarker() throws IOException {
    OptionalLong its =
        size < SegmentHeader.BYTES
            ? OptionalLong.empty()
            : SegmentHeader.marker(read(file, 0, SegmentHeader.BYTES).array());
    headerDamaged = its.isEmpty() && size >= SegmentHeader.BYTES;
    if (its.isPresent() || size < SegmentHeader.BYTES + FrameEncoder.HEAD_BYTES) {
      return its.orElse(0);
    }
    return read(file, SegmentHeader.BYTES, MARKER_BYTES).getLong(0);
  }

  private Found look(Path path) throws IOException {
    long at = Math.min(size, SegmentHeader.BYTES);
    long whole = size < SegmentHeader.BYTES ? 0 : at;
    while (at < size) {
      Frame frame = frame(at);
      if (frame == null) {
        at = nextMarker(at + 1);
      } else {
        if (at > whole) {
          damaged.add(new Range(whole, at));
        }
        frames.add(frame);
        at += FrameEncoder.HEAD_BYTES + frame.bytes();
        whole = at;
      }
    }
    Range torn = whole < size ? new Range(whole, size) : null;
    return new Found(
        path, size, List.copyOf(frames), List.copyOf(damaged), torn, headerDamaged, marksDamaged);
  }

  private @Nullable Frame frame(long at) throws IOException {
    if (size - at < FrameEncoder.HEAD_BYTES) {
      return null;
    }
    ByteBuffer head = read(file, at, FrameEncoder.HEAD_BYTES);
    int bytes = head.getInt(FrameEncoder.LENGTH_AT);
    if (head.getLong(0) != marker
        || bytes < FrameEncoder.FIXED_BYTES
        || bytes > size - at - FrameEncoder.HEAD_BYTES) {
      return null;
    }
    byte[] body = read(file, at + FrameEncoder.HEAD_BYTES, bytes).array();
    if (!FrameDecoder.whole(head, body)) {
      return null;
    }
    int mark = head.getInt(FrameEncoder.MARK_AT);
    marksDamaged += mark == 0 || mark == FrameEncoder.DONE ? 0 : 1;
    return new Frame(
        at,
        bytes,
        FrameDecoder.sequence(body),
        FrameDecoder.records(body),
        FrameDecoder.slabBytes(body),
        mark == FrameEncoder.DONE);
  }

  /** Where it stands next, or the end. */
  private long nextMarker(long from) throws IOException {
    for (long at = from; size - at >= MARKER_BYTES; at += CHUNK_BYTES - MARKER_BYTES + 1) {
      ByteBuffer chunk = read(file, at, (int) Math.min(CHUNK_BYTES, size - at));
      for (int i = 0; i <= chunk.limit() - MARKER_BYTES; i++) {
        if (chunk.getLong(i) == marker) {
          return at + i;
        }
      }
    }
    return size;
  }

  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes);
    while (read.hasRemaining()) {
      if (file.read(read, at + read.position()) < 0) {
        throw new EOFException("it has become shorter while it was read");
      }
    }
    return read.flip();
  }
}
