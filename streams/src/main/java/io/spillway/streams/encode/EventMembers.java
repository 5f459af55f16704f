package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.util.Arrays;

/**
 * Writes an event's fields as JSON members, in order of parsing. A tag stands for a field of its
 * name; no two fields named by the data have one name, the matcher sees to that. Hot path, measured
 * by {@code JsonEncodeBench}: no object per record, {@code "name":} encoded once per name. Not
 * thread-safe.
 */
final class EventMembers {
  private static final int TAGGED = Integer.MAX_VALUE;

  /** What a byte of text becomes at most: a \\u escape. */
  private static final long MOST_PER_BYTE = 6;

  /** From here on fields are measured, since most text becomes hardly longer. */
  private static final int LARGE = 1 << 20;

  /** Commas, colons and quotes of a field. */
  private static final int FIELD_MARKS = 6;

  private final OutBuffer out;
  private final Tags tags;
  private Names names = new Names();

  /** {@code ,"name":} by name number, padded to a multiple of eight bytes. */
  private byte[][] keys = {};

  private int[] keyLengths = {};

  /** By name number the last field of that name so far; {@link #TAGGED} if a tag stands for it. */
  private int[] latest = {};

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
    keyLengths = Arrays.copyOf(keyLengths, names.size());
    latest = Arrays.copyOf(latest, names.size());
    for (int id = from; id < keys.length; id++) {
      OutBuffer key = new OutBuffer();
      JsonOut.plain(key, ",");
      JsonOut.text(key, names.utf8(id));
      JsonOut.plain(key, ":");
      keyLengths[id] = key.length();
      keys[id] = Arrays.copyOf(key.room(0), (key.length() + 7) / 8 * 8);
      latest[id] = tags.has(names, id) ? TAGGED : -1;
    }
  }

  /** Writes <code>{"a":1,"b":"c"</code>, tags last, without the closing brace. */
  void write(Events events, int record) {
    int first = events.firstField(record);
    int end = events.endField(record);
    byte[] more = tags.members();
    long most = survey(events, first, end);
    long need = most > LARGE ? measure(events, first, end) : most;
    byte[] to = out.room(Math.toIntExact(need + PlainCopy.SLACK + more.length + 2));
    int start = out.length();
    int at = start;
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id >= 0) {
        if (latest[id] == field) {
          PlainCopy.padded(keys[id], to, at);
          at = value(events, field, to, at + keyLengths[id]);
        }
      } else if (!tagged(events, field)) {
        at = value(events, field, to, key(events, field, to, at));
      }
    }
    if (more.length > 0) {
      to[at] = ',';
      System.arraycopy(more, 0, to, at + 1, more.length);
      at += 1 + more.length;
    }
    // members were written as ,"a":1 and the first one's comma becomes the brace
    to[start] = '{';
    out.to(Math.max(at, start + 1));
  }

  /** Notes the last field of each known name; returns the bytes that the fields may need. */
  private long survey(Events events, int first, int end) {
    long need = 0;
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id < 0) {
        need += MOST_PER_BYTE * (events.nameEnd(field) - events.nameStart(field));
      } else {
        need += keys[id].length;
        if (latest[id] != TAGGED) {
          latest[id] = field;
        }
      }
      need += MOST_PER_BYTE * (events.end(field) - events.start(field)) + FIELD_MARKS;
    }
    return need;
  }

  /** The bytes that the fields do need: names may be many times as long as the record. */
  private long measure(Events events, int first, int end) {
    long need = 0;
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      need +=
          id >= 0
              ? keys[id].length
              : JsonText.length(
                  events.nameBytes(field), events.nameStart(field), events.nameEnd(field));
      need +=
          events.type(field) == FieldType.TEXT
              ? JsonText.length(events.valueBytes(field), events.start(field), events.end(field))
              : events.end(field) - events.start(field);
      need += FIELD_MARKS;
    }
    return need;
  }

  /** Whether a tag stands for the field, which is named by the data. */
  private boolean tagged(Events events, int field) {
    return tags.hasAny()
        && tags.has(events.nameBytes(field), events.nameStart(field), events.nameEnd(field));
  }

  /** Writes a key that came with the data; returns the position after it. */
  private int key(Events events, int field, byte[] to, int at) {
    to[at] = ',';
    long written =
        JsonText.writeCounting(
            events.nameBytes(field), events.nameStart(field), events.nameEnd(field), to, at + 1);
    replaced += JsonText.replaced(written);
    int next = JsonText.position(written);
    to[next] = ':';
    return next + 1;
  }

  /** Writes the value where there is room for it; returns the position after it. */
  private int value(Events events, int field, byte[] to, int at) {
    byte[] in = events.valueBytes(field);
    int start = events.start(field);
    int end = events.end(field);
    return switch (events.type(field)) {
      case NUMBER, BOOL, ARRAY -> {
        PlainCopy.any(in, start, end, to, at);
        yield at + end - start;
      }
      case TIME, IP -> { // ASCII without escapes
        to[at] = '"';
        PlainCopy.any(in, start, end, to, at + 1);
        to[at + 1 + end - start] = '"';
        yield at + 2 + end - start;
      }
      case TEXT -> text(in, start, end, to, at);
    };
  }

  private int text(byte[] in, int start, int end, byte[] to, int at) {
    to[at] = '"';
    int plain = PlainCopy.plain(in, start, end, to, at + 1);
    int next = at + 1 + plain;
    if (start + plain < end) {
      long written = JsonText.writeUnquoted(in, start + plain, end, to, next);
      replaced += JsonText.replaced(written);
      next = JsonText.position(written);
    }
    to[next] = '"';
    return next + 1;
  }
}
