package io.spillway.streams.batch;

import org.jspecify.annotations.Nullable;

/**
 * Records of one connection in one slab of bytes: the unit that moves. Record {@code i} is {@code
 * slab[start(i), end(i))}, without its line end or frame header. Immutable but for its {@link
 * Settlement}; the arrays are shared, never copied, and must not be written to.
 */
public final class Batch {
  private final Origin origin;
  private final byte[] slab;
  private final int[] bounds;
  private final int count;
  private final long slabOffset;
  private final boolean lines;
  private final long receivedAtMillis;
  private final Settlement settlement;

  /** Offset of each record, where it does not follow from its place in the slab. */
  private final long @Nullable [] offsets;

  /**
   * Takes the arrays over; they must not be written to afterwards.
   *
   * @param bounds start and end of each record, {@code 2 * count} ints used, in rising order
   * @param slabOffset offset of {@code slab[0]} in the connection or file
   * @param lines whether each record is followed in the slab by exactly one {@code \n} and then by
   *     the next record, so that {@code slab[start(0), end(count - 1) + 1)} is the records as lines
   * @param receivedAtMillis when the first byte was read, Unix milliseconds
   */
  public Batch(
      Origin origin,
      byte[] slab,
      int[] bounds,
      int count,
      long slabOffset,
      boolean lines,
      long receivedAtMillis,
      Settlement settlement) {
    this(origin, slab, bounds, count, slabOffset, lines, receivedAtMillis, settlement, null);
  }

  private Batch(
      Origin origin,
      byte[] slab,
      int[] bounds,
      int count,
      long slabOffset,
      boolean lines,
      long receivedAtMillis,
      Settlement settlement,
      long @Nullable [] offsets) {
    if (count <= 0 || bounds.length < 2 * count || bounds[2 * count - 1] > slab.length) {
      throw new IllegalArgumentException("a batch has records, and they lie in its slab");
    }
    this.origin = origin;
    this.slab = slab;
    this.bounds = bounds;
    this.count = count;
    this.slabOffset = slabOffset;
    this.lines = lines;
    this.receivedAtMillis = receivedAtMillis;
    this.settlement = settlement;
    this.offsets = offsets;
  }

  /**
   * A batch of datagrams, as lines: their sequence is not an offset, it counts from {@code first}.
   * Takes the arrays over, as above.
   */
  public static Batch numbered(
      Origin origin,
      byte[] slab,
      int[] bounds,
      int count,
      long first,
      long receivedAtMillis,
      Settlement settlement) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = first + i;
    }
    return new Batch(origin, slab, bounds, count, 0, true, receivedAtMillis, settlement, numbers);
  }

  /**
   * Records that come back from a rescue file, as lines in one slab, with the ids they had.
   *
   * @param bounds as of the constructor; a line feed follows each end in the slab
   * @param offsets sequence of each record
   */
  public static Batch restored(
      Origin origin,
      byte[] slab,
      int[] bounds,
      long[] offsets,
      long receivedAtMillis,
      Settlement settlement) {
    return new Batch(
        origin, slab, bounds, offsets.length, 0, true, receivedAtMillis, settlement, offsets);
  }

  /**
   * A batch of only these records in a slab of their own, with their ids and the same settlement,
   * so that a few records do not hold a whole slab in memory.
   *
   * @param selected numbers of records in rising order, or null for all
   */
  public Batch excerpt(int @Nullable [] selected) {
    int n = selected == null ? count : selected.length;
    long[] itsOffsets = new long[n];
    int[] itsBounds = new int[2 * n];
    int size = 0;
    for (int i = 0; i < n; i++) {
      int record = selected == null ? i : selected[i];
      itsOffsets[i] = offset(record);
      itsBounds[2 * i] = size;
      size += end(record) - start(record);
      itsBounds[2 * i + 1] = size++;
    }
    byte[] itsSlab = new byte[size];
    for (int i = 0; i < n; i++) {
      int from = start(selected == null ? i : selected[i]);
      int to = itsBounds[2 * i + 1];
      System.arraycopy(slab, from, itsSlab, itsBounds[2 * i], to - itsBounds[2 * i]);
      itsSlab[to] = '\n';
    }
    return new Batch(
        origin, itsSlab, itsBounds, n, 0, true, receivedAtMillis, settlement, itsOffsets);
  }

  public Origin origin() {
    return origin;
  }

  public byte[] slab() {
    return slab;
  }

  public int count() {
    return count;
  }

  public int start(int record) {
    return bounds[2 * record];
  }

  public int end(int record) {
    return bounds[2 * record + 1];
  }

  /**
   * The record's sequence: offset of its first byte in its connection or file, or number of its
   * datagram.
   */
  public long offset(int record) {
    return offsets == null ? slabOffset + bounds[2 * record] : offsets[record];
  }

  /** Whether the slab between the first start and the last end is the records as lines. */
  public boolean lines() {
    return lines;
  }

  /** Bytes from the first record's start to the last one's end. */
  public int bytes() {
    return bounds[2 * count - 1] - bounds[0];
  }

  /** Bytes of memory that whoever holds this batch keeps from being freed. */
  public long heldBytes() {
    return slab.length + 4L * bounds.length + (offsets == null ? 0 : 8L * offsets.length);
  }

  public long receivedAtMillis() {
    return receivedAtMillis;
  }

  public Settlement settlement() {
    return settlement;
  }
}
