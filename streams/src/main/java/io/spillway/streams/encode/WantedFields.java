package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields that a format names, in one pass over a record's fields: of two of one name the
 * later, and a tag before both. Names are given before the first record. One worker's; makes no
 * object per record.
 */
final class WantedFields {
  private static final int ABSENT = -1;
  private static final byte[] NOTHING = {};

  private final Tags tags;
  private final List<String> wanted = new ArrayList<>();
  private byte[][] names = {};
  private boolean[] tagged = {};

  /** Where each slot's value is in the record at hand; a start of -1 if it has none. */
  private byte[][] bytes = {};

  private int[] starts = {};
  private int[] ends = {};
  private boolean[] times = {};

  private Names known = new Names();

  /** By name number the slot that wants it. */
  private int[] slots = {};

  WantedFields(Tags tags) {
    this.tags = tags;
  }

  /** The number by which the field of that name is asked for. */
  int slot(String name) {
    int slot = wanted.indexOf(name);
    return slot >= 0 ? slot : add(name, tags.values().get(name));
  }

  private int add(String name, @Nullable String tag) {
    int slot = wanted.size();
    wanted.add(name);
    names = Arrays.copyOf(names, slot + 1);
    tagged = Arrays.copyOf(tagged, slot + 1);
    bytes = Arrays.copyOf(bytes, slot + 1);
    starts = Arrays.copyOf(starts, slot + 1);
    ends = Arrays.copyOf(ends, slot + 1);
    times = Arrays.copyOf(times, slot + 1);
    names[slot] = name.getBytes(StandardCharsets.UTF_8);
    tagged[slot] = tag != null;
    bytes[slot] = tag == null ? NOTHING : tag.getBytes(StandardCharsets.UTF_8);
    starts[slot] = tag == null ? ABSENT : 0;
    ends[slot] = bytes[slot].length;
    return slot;
  }

  void begin(Events events) {
    if (events.names() != known) {
      known = events.names();
      slots = new int[0];
    }
    int from = slots.length;
    if (from < known.size()) {
      slots = Arrays.copyOf(slots, known.size());
      for (int id = from; id < slots.length; id++) {
        slots[id] = wanted.indexOf(known.name(id));
      }
    }
  }

  /** Looks for all wanted fields of that record. */
  void find(Events events, int record) {
    if (names.length == 0) {
      return;
    }
    for (int slot = 0; slot < starts.length; slot++) {
      starts[slot] = tagged[slot] ? 0 : ABSENT;
    }
    for (int field = events.firstField(record); field < events.endField(record); field++) {
      int id = events.nameId(field);
      int slot = id >= 0 ? slots[id] : slotNamed(events, field);
      if (slot >= 0 && !tagged[slot]) {
        bytes[slot] = events.valueBytes(field);
        starts[slot] = events.start(field);
        ends[slot] = events.end(field);
        times[slot] = events.type(field) == FieldType.TIME;
      }
    }
  }

  private int slotNamed(Events events, int field) {
    byte[] in = events.nameBytes(field);
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    for (int slot = 0; slot < names.length; slot++) {
      if (Arrays.equals(names[slot], 0, names[slot].length, in, start, end)) {
        return slot;
      }
    }
    return ABSENT;
  }

  boolean has(int slot) {
    return starts[slot] != ABSENT;
  }

  /** Whether there is one and it is a time in ISO 8601. */
  boolean isTime(int slot) {
    return has(slot) && times[slot];
  }

  /** The array that {@link #start} and {@link #end} index; only if {@link #has}. */
  byte[] bytes(int slot) {
    return bytes[slot];
  }

  int start(int slot) {
    return starts[slot];
  }

  int end(int slot) {
    return ends[slot];
  }
}
