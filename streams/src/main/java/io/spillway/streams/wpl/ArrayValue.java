package io.spillway.streams.wpl;

import io.spillway.streams.encode.JsonText;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * {@code array}, {@code array/TYPE}: {@code [a,b]}, written as a JSON array. Elements of a typed
 * array must be of its type; the others are JSON values, or text. A last comma is let pass where an
 * empty text is no element.
 */
final class ArrayValue extends ValueReader {
  private static final int DEEPEST = 128;

  private final @Nullable ValueReader element;

  /** Whether elements must be JSON values. */
  private final boolean json;

  /**
   * @param element reads each element, an {@link ArrayValue} for arrays of arrays; null for any
   */
  ArrayValue(@Nullable ValueReader element) {
    this(element, false);
  }

  private ArrayValue(@Nullable ValueReader element, boolean json) {
    this.element = element;
    this.json = json;
  }

  /** Of elements that are JSON values, kept as they are. */
  static ArrayValue ofJson() {
    return new ArrayValue(null, true);
  }

  @Override
  boolean searches() {
    return true;
  }

  @Override
  void firstBytes(java.util.BitSet set) {
    set.set('[');
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    if (at >= end || run.in[at] != '[') {
      return Bytes.NONE;
    }
    run.text.clear();
    int after = elements(run, at, end, 0);
    if (after < 0) {
      return Bytes.NONE;
    }
    int start = run.text.toScratch(run.events);
    run.emit(field, FieldType.ARRAY, Events.IN_SCRATCH, start, run.events.scratchLength());
    return after;
  }

  private int elements(Run run, int at, int end, int depth) {
    byte[] in = run.in;
    if (at >= end || in[at] != '[' || depth > DEEPEST) {
      return Bytes.NONE;
    }
    run.text.add((byte) '[');
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == ']') {
      run.text.add((byte) ']');
      return p + 1;
    }
    while (p < end) {
      p = element(run, p, end, depth);
      p = p < 0 ? end : Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == ']') {
        run.text.add((byte) ']');
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p + 1, end);
      if (p < end && in[p] == ']' && !mayBeEmpty()) {
        run.text.add((byte) ']');
        return p + 1;
      }
      run.text.add((byte) ',');
    }
    return Bytes.NONE;
  }

  /** Whether there may be elements of no text at all. */
  private boolean mayBeEmpty() {
    return !json && (element == null || element.isText());
  }

  private int element(Run run, int at, int end, int depth) {
    byte[] in = run.in;
    if (element instanceof ArrayValue nested) {
      return nested.elements(run, at, end, depth + 1);
    }
    if (in[at] == '[' && element == null && !json) {
      return elements(run, at, end, depth + 1);
    }
    if (json || (in[at] == '{' && element == null)) {
      int after = JsonStrings.skipValue(run, at, end);
      if (after >= 0) {
        run.text.add(in, at, after);
      }
      return after;
    }
    if (in[at] == '"' || in[at] == '\'') {
      int after = Quotes.after(run, at, end);
      if (after >= 0) {
        return quoted(run, at + 1, after - 1, at) ? after : Bytes.NONE;
      }
    }
    int stop = Bytes.indexOfEither(in, at, end, (byte) ',', (byte) ']');
    if (stop < 0) {
      return Bytes.NONE;
    }
    return plain(run, at, Bytes.trimEnd(in, at, stop), false) ? stop : Bytes.NONE;
  }

  private boolean quoted(Run run, int start, int end, int at) {
    if (Bytes.indexOf(run.in, start, end, (byte) '\\') < 0) {
      return plain(run, start, end, true);
    }
    Events events = run.events;
    int kept = events.scratchLength();
    int from = JsonStrings.unescape(run, start, end);
    if (from < 0) {
      return plain(run, start, end, true);
    }
    byte[] in = run.in;
    int where = run.where;
    long input = run.enter(events.scratch(0), Events.IN_SCRATCH, at);
    boolean fits = plain(run, from, events.scratchLength(), true);
    run.leave(in, where, input);
    events.rollBack(events.fields(), kept);
    return fits;
  }

  private boolean plain(Run run, int start, int end, boolean quoted) {
    if (element == null) {
      boolean json =
          !quoted
              && start < end
              && (Numbers.jsonEnd(run.in, start, end) == end
                  || JsonStrings.wordEnd(run.in, start, end) == end);
      if (json) {
        run.text.add(run.in, start, end);
      } else {
        run.text.addJson(run.in, start, end);
      }
      return true;
    }
    Events events = run.events;
    int fields = events.fields();
    int kept = events.scratchLength();
    boolean fits = element.read(run, Inferred.FIELD, start, end) == end;
    if (fits && events.fields() > fields) {
      run.text.addValue(events, fields);
    }
    events.rollBack(fields, kept);
    return fits;
  }

  /** Text that grows: the array being written. Used again for each. */
  static final class Text {
    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
      length = 0;
    }

    private void room(int need) {
      if (bytes.length - length < need) {
        bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + need));
      }
    }

    void add(byte b) {
      room(1);
      bytes[length++] = b;
    }

    void add(byte[] in, int start, int end) {
      room(end - start);
      System.arraycopy(in, start, bytes, length, end - start);
      length += end - start;
    }

    void addJson(byte[] in, int start, int end) {
      room(6 * (end - start) + 2);
      length = JsonText.write(in, start, end, bytes, length);
    }

    void addValue(Events events, int field) {
      byte[] in = events.valueBytes(field);
      switch (events.type(field)) {
        case NUMBER, BOOL, ARRAY -> add(in, events.start(field), events.end(field));
        default -> addJson(in, events.start(field), events.end(field));
      }
    }

    int toScratch(Events events) {
      byte[] out = events.scratch(length);
      System.arraycopy(bytes, 0, out, events.scratchLength(), length);
      return events.keepScratch(length);
    }
  }
}
