package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;

/** Numbers the fields that came under one key. Rare, so it may make objects. */
final class RepeatedKeys {
  private RepeatedKeys() {}

  /** False if that takes too much. */
  static boolean number(Run run, int first, int end) {
    Events events = run.events;
    int[] earlier = new int[end - first];
    boolean[] again = new boolean[end - first];
    run.keys.begin(end - first);
    for (int i = first; i < end; i++) {
      int before = events.nameId(i) < 0 ? run.keys.put(events, i) : -1;
      earlier[i - first] = before;
      if (before >= 0) {
        again[before - first] = true;
        again[i - first] = true;
      }
    }
    int[] index = new int[end - first];
    for (int i = 0; i < index.length; i++) {
      index[i] = earlier[i] < 0 ? 0 : index[earlier[i] - first] + 1;
    }
    for (int i = 0; i < index.length; i++) {
      if (again[i] && !rename(run, first + i, index[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean rename(Run run, int field, int index) {
    Events events = run.events;
    byte[] suffix = ("[" + index + "]").getBytes(StandardCharsets.US_ASCII);
    int start = events.nameStart(field);
    int length = events.nameEnd(field) - start;
    if (!run.mayMakeName(length + suffix.length)) {
      return false;
    }
    byte[] scratch = events.scratch(length + suffix.length);
    byte[] name = events.nameBytes(field);
    int at = events.scratchLength();
    System.arraycopy(name, start, scratch, at, length);
    System.arraycopy(suffix, 0, scratch, at + length, suffix.length);
    events.keepScratch(length + suffix.length);
    events.rename(field, Events.IN_SCRATCH, at, at + length + suffix.length);
    return true;
  }
}
