package io.spillway.streams.framing;

/**
 * Records found in one slab; the arrays are handed over to whoever takes it.
 *
 * @param bounds start and end of each record in {@code slab}, {@code 2 * count} ints used
 * @param offset offset in the stream of {@code slab[0]}
 * @param lines whether each record is followed by exactly one line feed and then by the next record
 */
public record Framed(byte[] slab, int[] bounds, int count, long offset, boolean lines) {}
