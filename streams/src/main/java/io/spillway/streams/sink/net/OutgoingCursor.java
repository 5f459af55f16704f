package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Outgoing;
import java.nio.ByteBuffer;
import java.util.List;

/** Goes through encoded records one by one, wherever buffers end. One thread, one pass. */
final class OutgoingCursor {
  private final List<ByteBuffer> buffers;
  private final long[] ends;
  private ByteBuffer current = ByteBuffer.allocate(0);
  private int buffer;

  OutgoingCursor(Outgoing records) {
    this.buffers = records.buffers();
    this.ends = records.ends();
  }

  /** Bytes of that record without its line feed. */
  int length(int record) {
    return Math.max(0, whole(record) - 1);
  }

  /** Moves on past the line feed of the record just copied. */
  void skipLineFeed(int record) {
    if (whole(record) > 0) {
      turn();
      current.position(current.position() + 1);
    }
  }

  private int whole(int record) {
    return (int) (ends[record] - (record == 0 ? 0 : ends[record - 1]));
  }

  /** Copies the next bytes. */
  void copy(int length, ByteBuffer to) {
    for (int left = length; left > 0; ) {
      turn();
      int part = Math.min(left, current.remaining());
      to.put(to.position(), current, current.position(), part);
      to.position(to.position() + part);
      current.position(current.position() + part);
      left -= part;
    }
  }

  /** Passes over the next bytes. */
  void skip(int length) {
    for (int left = length; left > 0; ) {
      turn();
      int part = Math.min(left, current.remaining());
      current.position(current.position() + part);
      left -= part;
    }
  }

  private void turn() {
    while (!current.hasRemaining()) {
      current = buffers.get(buffer++).duplicate();
    }
  }
}
