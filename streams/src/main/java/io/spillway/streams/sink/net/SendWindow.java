package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Outgoing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Framed records on their way over a connection, and those that went before them: at least the last
 * {@code keepBytes} bytes, as whole records, to be sent again after a break. Positions count bytes
 * over the sink's life. Costs one copy of each byte, into buffers outside the heap that are used
 * again; holds at most {@code keepBytes}, what is being sent, one record more and two buffers. One
 * thread at a time.
 */
final class SendWindow {
  private static final int CHUNK = 256 << 10;
  private static final int LARGEST_DIRECT = 4 << 20;
  private static final int SPARES = 2;

  /** Longest length and space of an octet-counted frame. */
  private static final int MOST_HEADER = 11;

  private final long keepBytes;
  private final WireFraming framing;
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private final List<ByteBuffer> spare = new ArrayList<>();
  private final byte[] digits = new byte[MOST_HEADER];

  /** End of all records here. */
  private long end;

  /** First byte not taken by the connection at hand. */
  private long next;

  /** End of the last record that counts as delivered; all before it does. */
  private long delivered;

  /** Records in a row in one buffer. */
  private static final class Chunk {
    private final ByteBuffer bytes;
    private final long base;
    private int[] ends = new int[64];
    private int count;

    Chunk(ByteBuffer bytes, long base) {
      this.bytes = bytes;
      this.base = base;
    }

    long end() {
      return base + bytes.position();
    }

    void endRecord() {
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      ends[count++] = bytes.position();
    }

    /** How many records end at or before that position. */
    int endedBy(long position) {
      int at =
          Arrays.binarySearch(ends, 0, count, (int) Math.min(position - base, Integer.MAX_VALUE));
      return at < 0 ? -at - 1 : at + 1;
    }

    /** Where the record begins in which the byte at that position lies. */
    long startOf(long position) {
      int before = endedBy(position);
      return base + (before == 0 ? 0 : ends[before - 1]);
    }
  }

  SendWindow(long keepBytes, WireFraming framing) {
    this.keepBytes = keepBytes;
    this.framing = framing;
  }

  /** Appends records, framed; they are to be sent next. */
  void add(Outgoing records) {
    if (records.count() == 0) {
      return;
    }
    boolean counted = framing == WireFraming.OCTET_COUNTED;
    long need = records.bytes() + (counted ? (long) MOST_HEADER * records.count() : 0);
    Chunk chunk = chunkFor(Math.toIntExact(need));
    if (counted) {
      countOctets(records, chunk);
    } else {
      int start = chunk.bytes.position();
      for (ByteBuffer buffer : records.buffers()) {
        chunk.bytes.put(buffer.duplicate());
      }
      int after = chunk.bytes.position();
      for (int i = 0; i < records.count(); i++) {
        chunk.bytes.position(start + (int) records.ends()[i]);
        chunk.endRecord();
      }
      chunk.bytes.position(after);
    }
    end = chunk.end();
  }

  private void countOctets(Outgoing records, Chunk chunk) {
    OutgoingCursor from = new OutgoingCursor(records);
    for (int i = 0; i < records.count(); i++) {
      int length = from.length(i);
      putNumber(chunk.bytes, length);
      chunk.bytes.put((byte) ' ');
      from.copy(length, chunk.bytes);
      from.skipLineFeed(i);
      chunk.endRecord();
    }
  }

  private void putNumber(ByteBuffer to, int number) {
    int at = digits.length;
    int left = number;
    do {
      digits[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left > 0);
    to.put(digits, at, digits.length - at);
  }

  private Chunk chunkFor(int need) {
    Chunk last = chunks.peekLast();
    if (last != null && last.bytes.remaining() >= need) {
      return last;
    }
    Chunk fresh = new Chunk(buffer(need), end);
    chunks.addLast(fresh);
    return fresh;
  }

  private ByteBuffer buffer(int need) {
    for (ByteBuffer used : spare) {
      if (used.capacity() >= need) {
        spare.remove(used);
        return used.clear();
      }
    }
    int size = Math.max(CHUNK, Integer.highestOneBit(Math.max(1, need - 1)) << 1);
    // what is larger than usual is left to the garbage collector
    return need > LARGEST_DIRECT ? ByteBuffer.allocate(need) : ByteBuffer.allocateDirect(size);
  }

  boolean hasUnsent() {
    return next < end;
  }

  /** A piece of what is to be sent next. */
  ByteBuffer unsent() {
    Chunk chunk = chunkAt(next);
    int from = (int) (next - chunk.base);
    return chunk.bytes.slice(from, Math.min(chunk.bytes.position() - from, CHUNK));
  }

  /** The connection took so many more bytes. */
  void taken(int bytes) {
    next += bytes;
  }

  /** Position of the next byte to be sent. */
  long position() {
    return next;
  }

  /** Everything was taken, by a connection that stood; what the window can't hold is forgotten. */
  void allTaken() {
    delivered = end;
    next = end;
    trim();
  }

  /**
   * The connection broke: what was not taken whole of records never delivered before is forgotten,
   * since its lane sends it again, and what the window holds is to be sent anew.
   */
  void broken() {
    delivered = Math.max(delivered, lastWhole(next));
    failed();
  }

  /** The same of a connection that never stood: nothing that it took counts. */
  void failed() {
    truncate(delivered);
    trim();
    next = resendStart();
  }

  /** The receiver had read all: nothing is sent again. */
  void confirmed() {
    chunks.forEach(this::recycle);
    chunks.clear();
    next = end;
    delivered = end;
  }

  /** Records that lie whole between two positions. */
  int records(long from, long to) {
    int sum = 0;
    for (Chunk chunk : chunks) {
      if (chunk.end() > from && chunk.base < to) {
        int before = chunk.base >= from ? 0 : chunk.endedBy(from);
        sum += chunk.endedBy(to) - before;
      }
    }
    return sum;
  }

  long end() {
    return end;
  }

  private long lastWhole(long position) {
    for (Chunk chunk : (Iterable<Chunk>) chunks::descendingIterator) {
      if (chunk.base < position) {
        int whole = chunk.endedBy(position);
        return chunk.base + (whole == 0 ? 0 : chunk.ends[whole - 1]);
      }
    }
    return delivered;
  }

  private void truncate(long to) {
    for (Chunk last = chunks.peekLast();
        last != null && last.base >= to;
        last = chunks.peekLast()) {
      recycle(chunks.removeLast());
    }
    Chunk last = chunks.peekLast();
    if (last != null && last.end() > to) {
      last.count = last.endedBy(to);
      last.bytes.position((int) (to - last.base));
    }
    end = to;
    next = Math.min(next, to);
  }

  private void trim() {
    for (Chunk first = chunks.peekFirst();
        first != null && chunks.size() > 1 && first.end() <= delivered - keepBytes;
        first = chunks.peekFirst()) {
      recycle(chunks.removeFirst());
    }
  }

  private long resendStart() {
    Chunk first = chunks.peekFirst();
    if (first == null) {
      return end;
    }
    long from = Math.max(first.base, delivered - keepBytes);
    return from >= end ? end : chunkAt(from).startOf(from);
  }

  private Chunk chunkAt(long position) {
    for (Chunk chunk : (Iterable<Chunk>) chunks::descendingIterator) {
      if (chunk.base <= position) {
        return chunk;
      }
    }
    throw new IllegalStateException("nothing is kept at " + position);
  }

  private void recycle(Chunk chunk) {
    if (chunk.bytes.isDirect() && spare.size() < SPARES) {
      spare.add(chunk.bytes);
    }
  }
}
