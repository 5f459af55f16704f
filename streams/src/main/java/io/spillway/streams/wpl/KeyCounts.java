package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * An open hash table over the names of fields, used again for each record: finds fields of one name
 * in time linear in their number. Senders choose the names, so they are hashed as polynomials at a
 * point that is secret to the process: nobody can choose names that collide.
 */
final class KeyCounts {
  /** A prime. */
  private static final long PRIME = (1L << 61) - 1;

  private static final int CHUNK = 7;

  /** Where names are evaluated as polynomials modulo {@link #PRIME}. */
  private static final long POINT = 256 + (new SecureRandom().nextLong() >>> 4);

  private int[] fieldAt = new int[64];
  private int[] epochAt = new int[64];
  private int epoch;
  private int mask = 63;

  /** Forgets all, and makes room for {@code fields} names. */
  void begin(int fields) {
    if (fields * 2 > fieldAt.length) {
      int size = Integer.highestOneBit(fields * 2) * 2;
      fieldAt = new int[size];
      epochAt = new int[size];
      mask = size - 1;
      epoch = 0;
    }
    if (++epoch == 0) {
      Arrays.fill(epochAt, 0);
      epoch = 1;
    }
  }

  /** As {@link #hash(byte[], int, int, long)} at the secret point. */
  static int hash(byte[] bytes, int start, int end) {
    return hash(bytes, start, end, POINT);
  }

  /** Equal for two names of n bytes at n / 7 in 2^61 points at most. */
  static int hash(byte[] bytes, int start, int end, long point) {
    long sum = (long) end - start;
    int at = start;
    for (; end - at > CHUNK; at += CHUNK) {
      sum = times(sum + chunk(bytes, at, CHUNK), point);
    }
    sum = times(sum + chunk(bytes, at, end - at), point);
    sum = sum >= PRIME ? sum - PRIME : sum;
    int mixed = (int) (sum ^ (sum >>> 32)) * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  /** Seven bytes as a number, or fewer. */
  private static long chunk(byte[] bytes, int at, int length) {
    if (at + Long.BYTES <= bytes.length) {
      return Bytes.word(bytes, at) & ((1L << (length * Byte.SIZE)) - 1);
    }
    long chunk = 0;
    for (int i = 0; i < length; i++) {
      chunk |= (bytes[at + i] & 0xffL) << (i * Byte.SIZE);
    }
    return chunk;
  }

  /** The product modulo {@link #PRIME}, or that and a little more. */
  private static long times(long a, long b) {
    long low = a * b;
    long high = Math.multiplyHigh(a, b);
    long sum = (low & PRIME) + ((high << 3) | (low >>> 61));
    return (sum & PRIME) + (sum >>> 61);
  }

  /** The field noted before under the same name, or -1; {@code field} takes its place. */
  int put(Events events, int field) {
    byte[] bytes = events.nameBytes(field);
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    int slot = hash(bytes, start, end) & mask;
    while (epochAt[slot] == epoch) {
      int other = fieldAt[slot];
      int otherStart = events.nameStart(other);
      if (Arrays.equals(
          bytes, start, end, events.nameBytes(other), otherStart, events.nameEnd(other))) {
        fieldAt[slot] = field;
        return other;
      }
      slot = slot + 1 & mask;
    }
    epochAt[slot] = epoch;
    fieldAt[slot] = field;
    return -1;
  }
}
