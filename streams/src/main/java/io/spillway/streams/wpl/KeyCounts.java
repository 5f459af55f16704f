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
  /** A prime, 2^31 - 1. */
  private static final int PRIME = Integer.MAX_VALUE;

  /** Where names are evaluated as polynomials modulo {@link #PRIME}. */
  private static final int POINT = 256 + new SecureRandom().nextInt(PRIME - 256);

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

  /** Equal for two names of n bytes at n in 2^31 points at most. */
  static int hash(byte[] bytes, int start, int end, int point) {
    long sum = 0;
    for (int i = start; i < end; i++) {
      sum = (sum + (bytes[i] & 0xff) + 1) * point;
      sum = (sum & PRIME) + (sum >>> 31);
      sum = (sum & PRIME) + (sum >>> 31);
    }
    int mixed = (int) (sum % PRIME) * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  /** The field noted before under the same name, or -1; {@code field} takes its place. */
  int put(Events events, int field) {
    byte[] bytes = events.nameBytes(field);
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    int slot = hash(bytes, start, end, POINT) & mask;
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
