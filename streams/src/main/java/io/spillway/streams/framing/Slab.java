package io.spillway.streams.framing;

import java.util.Arrays;

/**
 * The bytes at hand and the records found in them: {@code bytes[start, length)} is not yet part of
 * one, {@code bytes[start, scanned)} is known to hold no record end. Written to by {@link Framer}
 * and one {@link Framing}; not thread-safe.
 */
final class Slab {
  private static final byte[] EMPTY = new byte[0];
  private static final int MIN_BOUNDS = 16;

  /** A flood of tiny records must not leave every idle connection with a large array. */
  private static final int MAX_BOUNDS = 4 << 10;

  /** So many records are a batch if they have less than {@link #TINY} bytes on average. */
  private static final int MANY = 1 << 10;

  private static final int TINY = 32;

  private static final int MAX_EXPECTED = 64 << 10;

  byte[] bytes = EMPTY;
  int length;
  int start;
  int scanned;

  /** Offset in the stream of {@code bytes[0]}. */
  long offset;

  /** What small reads are likely to come to until they are taken. */
  private int expected;

  int[] bounds = new int[MIN_BOUNDS];
  int count;
  boolean lines = true;

  /** Whether nothing may be appended any more, since bytes after {@link #length} were dropped. */
  boolean sealed;

  /** Whether there are so many tiny records that the rest has to wait until they are taken. */
  boolean full;

  /** Whether {@code bytes[start, length)} was not looked at when the records before were taken. */
  boolean unread;

  boolean isEmpty() {
    return count == 0 && start == length;
  }

  /** Uses {@code chunk[from, length)} in place. */
  void adopt(byte[] chunk, int from, int chunkLength, long chunkOffset) {
    bytes = chunk;
    length = chunkLength;
    start = from;
    scanned = from;
    offset = chunkOffset;
  }

  void append(byte[] chunk, int from, int n) {
    System.arraycopy(chunk, from, room(n), length, n);
    length += n;
  }

  /** The array, with room for {@code n} more bytes. */
  byte[] room(int n) {
    int need = Math.addExact(length, n);
    if (need > bytes.length) {
      long twice = count == 0 && length < n ? need : Math.max(expected, 2L * length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(need, twice), Integer.MAX_VALUE - 8));
    }
    return bytes;
  }

  /** Keeps {@code bytes[from, to)} as a record. */
  void add(int from, int to) {
    int at = 2 * count;
    if (at == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * at);
    }
    bounds[at] = from;
    bounds[at + 1] = to;
    lines = lines && to < length && bytes[to] == '\n' && (at == 0 || from == bounds[at - 1] + 1);
    count++;
    full = count >= MANY && (long) count * TINY > to - bounds[0];
  }

  /** Lets go of the array if there is nothing in it. */
  void shrink() {
    if (isEmpty()) {
      offset += start;
      bytes = EMPTY;
      length = 0;
      start = 0;
      scanned = 0;
    }
  }

  /** Forgets what is not part of a record; it is of no use to anyone. */
  void dropRest() {
    length = start;
    scanned = start;
    sealed = count > 0;
  }

  /**
   * Hands a copy of the records over and leaves the rest, to be looked at later. The rest is copied
   * once it is at most half of the array, so that each byte is copied a few times in all.
   */
  Framed takeTiny() {
    int from = bounds[0];
    for (int i = 0; i < 2 * count; i++) {
      bounds[i] -= from;
    }
    Framed framed =
        new Framed(Arrays.copyOfRange(bytes, from, start), bounds, count, offset + from, lines);
    bounds = new int[2 * count];
    count = 0;
    lines = true;
    full = false;
    unread = true;
    if (length - start <= start) {
      bytes = Arrays.copyOfRange(bytes, start, length);
      offset += start;
      length -= start;
      scanned -= start;
      start = 0;
    }
    return framed;
  }

  /** Hands the records over and carries the rest into a slab of its own. */
  Framed take() {
    Framed framed = new Framed(bytes, bounds, count, offset, lines);
    expected = Math.min(start, MAX_EXPECTED);
    bytes = start == length ? EMPTY : Arrays.copyOfRange(bytes, start, length);
    bounds = new int[Math.min(Math.max(MIN_BOUNDS, 2 * count + (count >> 2) * 2), MAX_BOUNDS)];
    offset += start;
    length -= start;
    scanned -= start;
    start = 0;
    count = 0;
    lines = true;
    sealed = false;
    full = false;
    return framed;
  }
}
