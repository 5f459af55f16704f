package io.spillway.streams.wpl;

import java.util.BitSet;

/** Finds the bytes that records of a rule can begin with, white space left out. */
final class FirstBytes {
  private FirstBytes() {}

  static void of(Group[] groups, BitSet set) {
    Group first = groups[0];
    boolean sequence = first.kind == GroupKind.SEQ && first.fields.length > 0;
    if (sequence) {
      of(first.fields[0], set);
    } else if (first.kind == GroupKind.ALT && first.fields.length > 0) {
      for (Field field : first.fields) {
        of(field, set);
      }
    } else {
      set.set(0, 256);
    }
  }

  private static void of(Field field, BitSet set) {
    if (field.scope != null) {
      set.set(field.scope.begin[0] & 0xff);
    } else {
      field.value.firstBytes(set);
    }
  }
}
