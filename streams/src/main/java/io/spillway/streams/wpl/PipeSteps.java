package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;

/** Pipes that select, invert, change or parse again. */
final class PipeSteps {
  private PipeSteps() {}

  /** The record's last field of a name; -1 if there is none. */
  static int find(Run run, int nameId, byte[] name) {
    Events events = run.events;
    for (int i = events.fields() - 1; i >= run.firstField; i--) {
      int id = events.nameId(i);
      if (id >= 0
          ? id == nameId
          : Bytes.equal(events.nameBytes(i), events.nameStart(i), events.nameEnd(i), name)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code take(name)}. */
  static final class Take extends Pipe {
    private final int nameId;
    private final byte[] name;
    private final boolean mustExist;

    Take(int nameId, byte[] name, boolean mustExist) {
      this.nameId = nameId;
      this.name = name;
      this.mustExist = mustExist;
    }

    @Override
    boolean apply(Run run, int at) {
      run.active = find(run, nameId, name);
      return run.active >= 0 || !mustExist;
    }
  }

  /** {@code last()}. */
  static final class Last extends Pipe {
    @Override
    boolean apply(Run run, int at) {
      run.active = run.events.fields() - 1;
      return run.active >= run.firstField;
    }
  }

  /** A function on a named field: selects it, then checks it. */
  static final class Both extends Pipe {
    private final Pipe first;
    private final Pipe second;

    Both(Pipe first, Pipe second) {
      this.first = first;
      this.second = second;
    }

    @Override
    boolean apply(Run run, int at) {
      return first.apply(run, at) && second.apply(run, at);
    }
  }

  /** {@code not(f)}: passes where {@code f} does not; changes nothing. */
  static final class Not extends Pipe {
    private final Pipe inner;

    Not(Pipe inner) {
      this.inner = inner;
    }

    @Override
    boolean apply(Run run, int at) {
      return !inner.apply(run, at);
    }
  }

  /** {@code | (group)}: parses the field's text again, and removes the field itself. */
  static final class Nested extends Pipe {
    private final Group group;

    Nested(Group group) {
      this.group = group;
    }

    @Override
    boolean apply(Run run, int at) {
      int field = run.active;
      if (field < 0) {
        return false;
      }
      Events events = run.events;
      byte[] text = events.valueBytes(field);
      int where = events.where(field);
      int start = events.start(field);
      int end = events.end(field);
      events.remove(field);
      int first = events.fields();
      byte[] in = run.in;
      int outer = run.where;
      long input = run.enter(text, where, start, at);
      boolean matched = group.match(run, start, end) >= 0;
      run.leave(in, outer, input);
      run.active = events.fields() > first ? events.fields() - 1 : -1;
      return matched;
    }
  }

  /** {@code json_unescape()} and {@code base64_decode()}. */
  static final class Decode extends Pipe {
    private final boolean base64;

    Decode(boolean base64) {
      this.base64 = base64;
    }

    @Override
    boolean apply(Run run, int at) {
      int field = run.active;
      if (field < 0) {
        return false;
      }
      Events events = run.events;
      byte[] in = events.valueBytes(field);
      int start = events.start(field);
      int end = events.end(field);
      if (!base64 && Bytes.indexOf(in, start, end, (byte) '\\') < 0) {
        return true;
      }
      int made =
          base64 ? Decoders.base64(run, in, start, end) : JsonStrings.unescape(run, in, start, end);
      if (made < 0) {
        return false;
      }
      events.replace(field, FieldType.TEXT, Events.IN_SCRATCH, made, events.scratchLength());
      return true;
    }
  }

  /** {@code chars_replace(a, b)}: every {@code a} becomes {@code b}. */
  static final class Replace extends Pipe {
    private final byte[] target;
    private final byte[] value;

    Replace(byte[] target, byte[] value) {
      this.target = target;
      this.value = value;
    }

    @Override
    boolean apply(Run run, int at) {
      int field = run.active;
      if (field < 0 || run.events.type(field) != FieldType.TEXT) {
        return false;
      }
      Events events = run.events;
      byte[] in = events.valueBytes(field);
      int end = events.end(field);
      int from = events.start(field);
      int found = Bytes.indexOf(in, from, end, target);
      if (found < 0) {
        return true;
      }
      int made = events.scratchLength();
      while (found >= 0) {
        append(events, in, from, found);
        append(events, value, 0, value.length);
        from = found + target.length;
        found = Bytes.indexOf(in, from, end, target);
      }
      append(events, in, from, end);
      events.replace(field, FieldType.TEXT, Events.IN_SCRATCH, made, events.scratchLength());
      return true;
    }

    private static void append(Events events, byte[] in, int start, int end) {
      byte[] out = events.scratch(end - start);
      System.arraycopy(in, start, out, events.scratchLength(), end - start);
      events.keepScratch(end - start);
    }
  }
}
