package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * {@code kvarr}: a whole list of pairs, a comma between them unless it has a separator. Types are
 * inferred; quoted and bracketed values are text; a repeated key becomes {@code k[0]}, {@code
 * k[1]}.
 */
final class KvArrayValue extends CompositeValue {
  private final Separator comma;
  private final int trueAt;

  KvArrayValue(Members members, Separator comma, int trueAt) {
    super(members);
    this.comma = comma;
    this.trueAt = trueAt;
  }

  @Override
  int read(Run run, Field field, int from, int end) {
    byte[] in = run.in;
    Separator separator = field.separator.explicit ? field.separator : comma;
    int first = run.events.fields();
    int at = from;
    while (at < end) {
      int keyEnd = KvValue.keyEnd(in, at, end);
      int mark = Bytes.skipSpace(in, keyEnd, end);
      if (keyEnd == at || mark >= end || (in[mark] != '=' && in[mark] != ':')) {
        run.fail(field.number, at);
        return Bytes.NONE;
      }
      Field member = members.find(in, at, keyEnd);
      run.nameBySpan(at, keyEnd);
      at = readValue(run, member, separator, mark + 1, end);
      if (at < 0) {
        return Bytes.NONE;
      }
      at = Bytes.skipSpace(in, separator.takeOptional(run, at, end), end);
    }
    if (at == from) {
      return Bytes.NONE;
    }
    return numberRepeated(run, first) ? at : Bytes.NONE;
  }

  private int readValue(Run run, @Nullable Field member, Separator separator, int from, int end) {
    byte[] in = run.in;
    int at = Bytes.skipSpace(in, from, end);
    boolean quoted = at < end && (in[at] == '"' || in[at] == '\'');
    boolean bracket = at < end && Brackets.opens(in[at]);
    if (at > from && !quoted && !bracket && separator.take(run, from, end) >= 0) {
      at = from; // an empty value before a separator of white space
    }
    int after = Bytes.NONE;
    if (quoted) {
      after = Quotes.after(run, at, end);
    } else if (bracket) {
      after = Brackets.after(in, at, end, run);
    }
    if (after < 0) {
      after = separator.find(run, at, end);
      return readPlain(run, member, at, after) ? after : Bytes.NONE;
    }
    int start = quoted ? at + 1 : at;
    int stop = quoted ? after - 1 : after;
    if (member != null) {
      return member.matchWhole(run, start, stop) ? after : Bytes.NONE;
    }
    add(run, FieldType.TEXT, run.where, start, stop);
    return after;
  }

  private boolean readPlain(Run run, @Nullable Field member, int at, int stop) {
    byte[] in = run.in;
    int end = Bytes.trimEnd(in, at, stop);
    if (member != null) {
      return member.matchWhole(run, at, end);
    }
    if (at < end && (Bytes.isDigit(in[at]) || in[at] == '-' || in[at] == '+' || in[at] == '.')) {
      int fields = run.events.fields();
      if (Numbers.readFloat(run, Inferred.FIELD, at, end) == end) {
        return true;
      }
      run.events.rollBack(fields, run.events.scratchLength());
    }
    if (Bytes.equalIgnoringCase(in, at, end, "true")) {
      add(run, FieldType.BOOL, Events.IN_CONSTANTS, trueAt, trueAt + 4);
    } else if (Bytes.equalIgnoringCase(in, at, end, "false")) {
      add(run, FieldType.BOOL, Events.IN_CONSTANTS, trueAt + 4, trueAt + 9);
    } else {
      add(run, FieldType.TEXT, run.where, at, end);
    }
    return true;
  }

  private static void add(Run run, FieldType type, int where, int start, int end) {
    run.events.addNamed(run.nameWhere, run.nameStart, run.nameEnd, type, where, start, end);
  }

  /** Names fields that came under one key {@code k[0]}, {@code k[1]}; false if that is too much. */
  private static boolean numberRepeated(Run run, int first) {
    Events events = run.events;
    int end = events.fields();
    run.keys.begin(end - run.firstField);
    for (int i = run.firstField; i < end && !run.collided; i++) {
      run.collided = run.keys.put(events, i) >= 0;
    }
    return !run.collided || RepeatedKeys.number(run, first, end);
  }
}
