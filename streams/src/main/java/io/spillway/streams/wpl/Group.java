package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;

/** One compiled group of fields. Immutable. */
abstract class Group {
  final GroupKind kind;
  final Field[] fields;

  private Group(GroupKind kind, Field[] fields) {
    this.kind = kind;
    this.fields = fields;
  }

  static Group of(GroupKind kind, Field[] fields) {
    return switch (kind) {
      case SEQ -> new Seq(fields);
      case ALT -> new Alt(fields);
      case OPT -> new Opt(fields);
      case SOME_OF -> new SomeOf(fields);
      case NOT -> new Not(fields);
    };
  }

  /** Reads the group; the position after it, or {@link Bytes#NONE}. */
  abstract int match(Run run, int at, int end);

  static int matchRepeated(Run run, Field field, int from, int end) {
    if (field.repeat == 1) {
      return field.match(run, from, end);
    }
    return field.repeat == Field.REPEAT_ALL
        ? matchAll(run, field, from, end)
        : matchTimes(run, field, from, end);
  }

  private static int matchTimes(Run run, Field field, int from, int end) {
    int at = from;
    for (int i = 0; i < field.repeat && at >= 0; i++) {
      at = field.match(run, at, end);
    }
    return at;
  }

  private static int matchAll(Run run, Field field, int from, int end) {
    int at = field.match(run, from, end);
    while (at >= 0 && Bytes.skipSpace(run.in, at, end) < end) {
      int next = tryField(run, field, at, end);
      if (next <= at) {
        break;
      }
      at = next;
    }
    return at;
  }

  /** Reads a field as often as it says; what that added is taken back if it does not match. */
  private static int tryRepeated(Run run, Field field, int at, int end) {
    Events events = run.events;
    int fields = events.fields();
    int scratch = events.scratchLength();
    int next = matchRepeated(run, field, at, end);
    if (next < 0) {
      events.rollBack(fields, scratch);
    }
    return next;
  }

  /** Reads a field once; what it added is taken back if it does not match. */
  static int tryField(Run run, Field field, int at, int end) {
    Events events = run.events;
    int fields = events.fields();
    int scratch = events.scratchLength();
    int next = field.match(run, at, end);
    if (next < 0) {
      events.rollBack(fields, scratch);
    }
    return next;
  }

  /** Reads all of the record; the rule's copy of the line is its field. */
  static final class Everything extends Group {
    Everything() {
      super(GroupKind.OPT, new Field[0]);
    }

    @Override
    int match(Run run, int at, int end) {
      return end;
    }
  }

  private static final class Seq extends Group {
    Seq(Field[] fields) {
      super(GroupKind.SEQ, fields);
    }

    @Override
    int match(Run run, int from, int end) {
      int at = from;
      for (Field field : fields) {
        at = matchRepeated(run, field, at, end);
        if (at < 0) {
          return Bytes.NONE;
        }
      }
      return at;
    }
  }

  private static final class Alt extends Group {
    Alt(Field[] fields) {
      super(GroupKind.ALT, fields);
    }

    @Override
    int match(Run run, int from, int end) {
      for (Field field : fields) {
        int at = tryRepeated(run, field, from, end);
        if (at >= 0) {
          return at;
        }
      }
      return Bytes.NONE;
    }
  }

  private static final class Opt extends Group {
    Opt(Field[] fields) {
      super(GroupKind.OPT, fields);
    }

    @Override
    int match(Run run, int from, int end) {
      int at = tryRepeated(run, fields[0], from, end);
      return at < 0 ? from : at;
    }
  }

  private static final class SomeOf extends Group {
    SomeOf(Field[] fields) {
      super(GroupKind.SOME_OF, fields);
    }

    @Override
    int match(Run run, int from, int end) {
      int at = from;
      while (Bytes.skipSpace(run.in, at, end) < end) {
        int next = matchOne(run, at, end);
        if (next <= at) {
          break;
        }
        at = next;
      }
      return at;
    }

    private int matchOne(Run run, int at, int end) {
      Events events = run.events;
      int kept = events.fields();
      int scratch = events.scratchLength();
      for (Field field : fields) {
        int next = tryField(run, field, at, end);
        if (next > at) {
          return next;
        }
        events.rollBack(kept, scratch);
      }
      return Bytes.NONE;
    }
  }

  private static final class Not extends Group {
    Not(Field[] fields) {
      super(GroupKind.NOT, fields);
    }

    @Override
    int match(Run run, int from, int end) {
      Events events = run.events;
      int kept = events.fields();
      int scratch = events.scratchLength();
      long nearest = run.keepNearest();
      int offset = run.nearestOffset;
      int at = matchRepeated(run, fields[0], from, end);
      events.rollBack(kept, scratch);
      run.forgetSince(nearest, offset);
      if (at >= 0) {
        run.fail(fields[0].number, Bytes.skipSpace(run.in, from, end));
        return Bytes.NONE;
      }
      return from;
    }
  }
}
