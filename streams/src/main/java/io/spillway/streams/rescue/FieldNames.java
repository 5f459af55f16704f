package io.spillway.streams.rescue;

import io.spillway.streams.encode.JsonText;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import java.util.Arrays;

/**
 * The names that rules give to fields, quoted once, and which of a record's fields stands for its
 * name. One encoder's.
 */
final class FieldNames {
  private static final byte[] NONE = {};

  private Names names = new Names();
  private byte[][] quoted = {};

  /** By name number the last field of that name in the record at hand. */
  private int[] latest = {};

  /** Prepares for another batch. */
  void begin(Events events) {
    if (events.names() != names) {
      names = events.names();
      quoted = new byte[0][];
    }
    if (quoted.length < names.size()) {
      int from = quoted.length;
      quoted = Arrays.copyOf(quoted, names.size());
      latest = Arrays.copyOf(latest, names.size());
      for (int id = from; id < quoted.length; id++) {
        byte[] utf8 = names.utf8(id);
        byte[] to = new byte[6 * utf8.length + 2 + Long.BYTES];
        quoted[id] = Arrays.copyOf(to, JsonText.write(utf8, 0, utf8.length, to, 0));
      }
    }
  }

  /** Notes the last field of each name. */
  void survey(Events events, int first, int end) {
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id >= 0) {
        latest[id] = field;
      }
    }
  }

  /** Whether no later field of the record has its name; the matcher sees to names in the data. */
  boolean stands(Events events, int field) {
    int id = events.nameId(field);
    return id < 0 || latest[id] == field;
  }

  /** The name as a JSON string; empty if it came with the data. */
  byte[] quoted(Events events, int field) {
    int id = events.nameId(field);
    return id < 0 ? NONE : quoted[id];
  }
}
