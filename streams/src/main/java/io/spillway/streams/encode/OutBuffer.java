package io.spillway.streams.encode;

import io.spillway.streams.sink.Outgoing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where an encoder writes: one array that grows to what is needed and is used again for the next
 * shares, shrinking after giants, and slabs passed through between its pieces. Growing leaves
 * earlier pieces where they were. Not thread-safe.
 */
public final class OutBuffer {
  private static final int USUAL = 64 << 10;
  private static final int GIANT = 4 << 20;

  private byte[] bytes = new byte[USUAL];
  private int length;
  private int pieceStart;
  private List<ByteBuffer> buffers = new ArrayList<>();
  private long[] ends = new long[256];
  private int count;

  /** Bytes in finished pieces. */
  private long before;

  /** Begins anew; what {@link #finish()} gave is void from here on. */
  public void clear() {
    if (bytes.length > GIANT) {
      bytes = new byte[USUAL];
    }
    if (ends.length > GIANT / Long.BYTES) {
      ends = new long[256];
    }
    length = 0;
    pieceStart = 0;
    buffers = new ArrayList<>();
    count = 0;
    before = 0;
  }

  /** The array, with room for {@code need} more bytes from {@link #length()} on. */
  public byte[] room(int need) {
    if (bytes.length - length < need) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, need)));
    }
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Keeps what was written up to there. */
  public void to(int end) {
    length = end;
  }

  public void append(byte[] from, int start, int end) {
    System.arraycopy(from, start, room(end - start), length, end - start);
    length += end - start;
  }

  /** Makes room for the ends of that many records. */
  void expect(int records) {
    if (ends.length - count < records) {
      ends = Arrays.copyOf(ends, Math.max(ends.length * 2, count + records));
    }
  }

  /** The record at hand ends here; {@link #expect} made room. */
  void endRecord() {
    ends[count++] = before + length - pieceStart;
  }

  /** Passes bytes through without copying; the caller has told of the records in them. */
  void pass(byte[] slab, int start, int end) {
    endPiece();
    buffers.add(ByteBuffer.wrap(slab, start, end - start));
    before += end - start;
  }

  /** A record ends that many bytes into all written so far; {@link #expect} made room. */
  void endRecordAt(long end) {
    ends[count++] = end;
  }

  long written() {
    return before + length - pieceStart;
  }

  Outgoing finish() {
    endPiece();
    return new Outgoing(buffers, ends, count);
  }

  private void endPiece() {
    if (length > pieceStart) {
      buffers.add(ByteBuffer.wrap(bytes, pieceStart, length - pieceStart));
      before += length - pieceStart;
      pieceStart = length;
    }
  }
}
