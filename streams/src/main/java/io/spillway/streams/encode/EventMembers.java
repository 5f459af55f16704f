package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.util.Arrays;

/**
 * Writes an event's fields as JSON members, in order of parsing; of two of one name the later one
 * stands, and a tag stands for both. Hot path, measured by {@code JsonEncodeBench}: no object per
 * record, {@code "name":} encoded once per name. Not thread-safe.
 */
final class EventMembers {
  private static final byte[] NOTHING = {};

  private final OutBuffer out;
  private final Tags tags;
  private Names names = new Names();

  /** {@code ,"name":} by name number. */
  private byte[][] keys = {};

  /** By name number the last field of that name so far; {@link #TAGGED} if a tag stands for it. */
  private int[] latest = {};

  private static final int TAGGED = Integer.MAX_VALUE;

  private long replaced;

  EventMembers(OutBuffer out, Tags tags) {
    this.out = out;
    this.tags = tags;
  }

  /** U+FFFD put in since the last call. */
  long takeReplaced() {
    long n = replaced;
    replaced = 0;
    return n;
  }

  /** Prepares for another batch. */
  void begin(Events events) {
    if (events.names() != names) {
      names = events.names();
      keys = new byte[0][];
    }
    if (keys.length < names.size()) {
      learnNames();
    }
  }

  private void learnNames() {
    int from = keys.length;
    keys = Arrays.copyOf(keys, names.size());
    latest = Arrays.copyOf(latest, names.size());
    for (int id = from; id < keys.length; id++) {
      OutBuffer key = new OutBuffer();
      JsonOut.plain(key, ",");
      JsonOut.text(key, names.utf8(id));
      JsonOut.plain(key, ":");
      keys[id] = Arrays.copyOf(key.room(0), key.length());
      latest[id] = tags.has(names, id) ? TAGGED : -1;
    }
  }

  /** Writes <code>{"a":1,"b":"c"</code>, tags last, without the closing brace. */
  void write(Events events, int record) {
    int first = events.firstField(record);
    int end = events.endField(record);
    int start = out.length();
    boolean named = notePlaces(events, first, end);
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id >= 0) {
        if (latest[id] == field && !(named && supersededByNamed(events, field, end))) {
          byte[] key = keys[id];
          value(events, field, key);
        }
      } else if (!supersededNamed(events, field, end)) {
        namedField(events, field);
      }
    }
    byte[] more = tags.members();
    if (more.length > 0) {
      out.room(1)[out.length()] = ',';
      out.to(out.length() + 1);
      out.append(more, 0, more.length);
    }
    dropFirstComma(start);
  }

  /** Notes the last field of each known name; whether there are fields named by the data. */
  private boolean notePlaces(Events events, int first, int end) {
    boolean named = false;
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id < 0) {
        named = true;
      } else if (latest[id] != TAGGED) {
        latest[id] = field;
      }
    }
    return named;
  }

  private static boolean supersededByNamed(Events events, int field, int end) {
    return laterOfSameName(events, field, end, true);
  }

  private boolean supersededNamed(Events events, int field, int end) {
    return laterOfSameName(events, field, end, false)
        || (tags.hasAny()
            && tags.has(events.nameBytes(field), events.nameStart(field), events.nameEnd(field)));
  }

  private static boolean laterOfSameName(Events events, int field, int end, boolean onlyNamed) {
    byte[] name = events.nameBytes(field);
    int start = events.nameStart(field);
    int length = events.nameEnd(field) - start;
    for (int later = field + 1; later < end; later++) {
      int otherStart = events.nameStart(later);
      int otherLength = events.nameEnd(later) - otherStart;
      if (otherLength == length
          && !(onlyNamed && events.nameId(later) >= 0)
          && same(name, start, events.nameBytes(later), otherStart, length)) {
        return true;
      }
    }
    return false;
  }

  /** From the end on: names of one record often begin alike. */
  private static boolean same(byte[] a, int aStart, byte[] b, int bStart, int length) {
    for (int i = length - 1; i >= 0; i--) {
      if (a[aStart + i] != b[bStart + i]) {
        return false;
      }
    }
    return true;
  }

  private void namedField(Events events, int field) {
    int start = events.nameStart(field);
    int end = events.nameEnd(field);
    byte[] to = out.room(6 * (end - start) + 4);
    int at = out.length();
    to[at++] = ',';
    long written = JsonText.writeCounting(events.nameBytes(field), start, end, to, at);
    replaced += JsonText.replaced(written);
    at = JsonText.position(written);
    to[at++] = ':';
    out.to(at);
    value(events, field, NOTHING);
  }

  private void value(Events events, int field, byte[] key) {
    byte[] in = events.valueBytes(field);
    int start = events.start(field);
    int length = events.end(field) - start;
    byte[] to = out.room(key.length + 6 * length + 2);
    int at = out.length();
    System.arraycopy(key, 0, to, at, key.length);
    at += key.length;
    FieldType type = events.type(field);
    if (type == FieldType.NUMBER || type == FieldType.BOOL || type == FieldType.ARRAY) {
      System.arraycopy(in, start, to, at, length);
      out.to(at + length);
      return;
    }
    long written = JsonText.writeCounting(in, start, start + length, to, at);
    replaced += JsonText.replaced(written);
    out.to(JsonText.position(written));
  }

  /** Members were written as {@code ,"a":1}: the first one's comma becomes the brace. */
  private void dropFirstComma(int start) {
    if (out.length() == start) {
      out.room(1);
      out.to(start + 1);
    }
    out.room(0)[start] = '{';
  }
}
