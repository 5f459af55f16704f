package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A field that a condition asks for: by number where rules name it, by bytes where data does. */
final class FieldRef {
  private final int id;
  private final byte[] utf8;

  FieldRef(String name, Names names) {
    this.id = names.intern(name);
    this.utf8 = name.getBytes(StandardCharsets.UTF_8);
  }

  /** Number of the record's last field of that name, or -1. */
  int find(Events events, int record) {
    for (int field = events.endField(record) - 1; field >= events.firstField(record); field--) {
      int its = events.nameId(field);
      if (its == id || (its < 0 && hasName(events, field))) {
        return field;
      }
    }
    return -1;
  }

  private boolean hasName(Events events, int field) {
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    return end - start == utf8.length
        && Arrays.equals(events.nameBytes(field), start, end, utf8, 0, utf8.length);
  }
}
