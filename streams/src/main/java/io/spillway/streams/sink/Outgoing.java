package io.spillway.streams.sink;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Encoded records on their way to a sink: buffers to be written in order, and where in them each
 * record ends, so that a sink can say how many whole records it took. Record {@code i} is the bytes
 * from {@code ends[i - 1]} (0 for the first) to {@code ends[i]}, counted over all buffers.
 *
 * @param buffers positions at their first byte, limits after their last; a sink works on duplicates
 * @param ends byte offsets, {@code count} of them used; includes each record's terminator
 * @param count number of records
 * @param targets which place each record is for, if the sink has several
 */
public record Outgoing(List<ByteBuffer> buffers, long[] ends, int count, Targets targets) {
  /** For a sink with one place. */
  public Outgoing(List<ByteBuffer> buffers, long[] ends, int count) {
    this(buffers, ends, count, Targets.NONE);
  }

  public long bytes() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** How many records lie whole in the first {@code bytes} bytes. */
  public int wholeIn(long bytes) {
    int at = Arrays.binarySearch(ends, 0, count, bytes);
    if (at < 0) {
      return -at - 1;
    }
    while (at + 1 < count && ends[at + 1] == bytes) {
      at++;
    }
    return at + 1;
  }
}
