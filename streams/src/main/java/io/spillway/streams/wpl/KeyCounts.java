package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.Arrays;

/**
 * An open hash table over the names of fields, used again for each record: finds fields of one name
 * in time linear in their number.
 */
final class KeyCounts {
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

  /** The field noted before under the same name, or -1; {@code field} takes its place. */
  int put(Events events, int field) {
    byte[] bytes = events.nameBytes(field);
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    int slot = ((hash ^ hash >>> 15) * 0x9E3779B9) >>> 7 & mask;
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
