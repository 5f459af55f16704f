package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * {@code proto_text}: one entry of protobuf's text format, {@code key: value} or {@code key {...}},
 * flattened to fields named by their path ({@code a/b}, {@code name[i]}). Values are text unless a
 * member says their type. Nesting deeper than {@link #DEEPEST} does not match.
 */
final class ProtoTextValue extends CompositeValue {
  private static final int DEEPEST = 128;

  ProtoTextValue(Members members) {
    super(members);
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    int outerStart = run.path.start;
    int outerEnd = run.path.end;
    run.path.start = outerEnd;
    if (field.member) {
      JsonValue.beginAtName(run, field);
    }
    int after = entry(run, field, at, end, run.path.end, 0);
    run.path.start = outerStart;
    run.path.end = outerEnd;
    return after;
  }

  /**
   * @param base length of the path that does not count for finding members
   */
  private int entry(Run run, Field field, int at, int end, int base, int depth) {
    byte[] in = run.in;
    int keyEnd = keyEnd(in, at, end);
    int p = Bytes.skipSpace(in, keyEnd, end);
    boolean colon = p < end && in[p] == ':';
    if (keyEnd == at || p >= end || (!colon && in[p] != '{')) {
      run.fail(field.number, at);
      return Bytes.NONE;
    }
    int stem = run.path.end;
    if (stem > run.path.start) {
      run.path.append((byte) '/');
    }
    run.path.append(in, at, keyEnd);
    run.pathAt = -1;
    p = colon ? Bytes.skipSpace(in, p + 1, end) : p;
    int after = value(run, field, p, end, base, depth);
    run.path.end = stem;
    return after;
  }

  private static int keyEnd(byte[] in, int at, int end) {
    int p = at;
    while (p < end && (Bytes.isWord(in[p]) || in[p] == '-' || in[p] == '.' || in[p] == '/')) {
      p++;
    }
    return p;
  }

  private int value(Run run, Field field, int at, int end, int base, int depth) {
    int start = base > 0 && run.path.end > base && run.path.bytes[base] == '/' ? base + 1 : base;
    if (members.anyWild() && !run.maySearchPath(run.path.end - start)) {
      return Bytes.NONE;
    }
    Field member = members.find(run.path.bytes, start, run.path.end);
    if (at < end && (run.in[at] == '{' || run.in[at] == '[')) {
      return nested(run, field, member, at, end, base, depth);
    }
    return scalar(run, field, member, at, end, depth);
  }

  /** A message or list; if its member drops it, it is read all the same, and must be right. */
  private int nested(
      Run run, Field field, @Nullable Field member, int at, int end, int base, int depth) {
    if (depth > DEEPEST) {
      return Bytes.NONE;
    }
    if (member != null && member.value instanceof ArrayValue && run.in[at] == '[') {
      return JsonValue.nameFor(run, member) ? member.value.read(run, member, at, end) : Bytes.NONE;
    }
    Events events = run.events;
    int fields = events.fields();
    int scratch = events.scratchLength();
    int after =
        run.in[at] == '{'
            ? message(run, field, at, end, base, depth)
            : list(run, field, at, end, base, depth);
    if (member != null && member.value instanceof BasicValues.Dropped) {
      events.rollBack(fields, scratch);
    }
    return after;
  }

  private int message(Run run, Field field, int at, int end, int base, int depth) {
    byte[] in = run.in;
    int p = Bytes.skipSpace(in, at + 1, end);
    while (p < end && in[p] != '}') {
      p = entry(run, field, p, end, base, depth + 1);
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && (in[p] == ',' || in[p] == ';')) {
        p = Bytes.skipSpace(in, p + 1, end);
      }
    }
    return p < end ? p + 1 : Bytes.NONE;
  }

  private int list(Run run, Field field, int at, int end, int base, int depth) {
    byte[] in = run.in;
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == ']') {
      return p + 1;
    }
    int stem = run.path.end;
    for (int index = 0; p < end; index++) {
      run.path.appendIndex(index);
      p = value(run, field, p, end, base, depth + 1);
      run.path.end = stem;
      p = p < 0 ? end : Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == ']') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return Bytes.NONE;
  }

  private static int scalar(
      Run run, Field field, @Nullable Field member, int at, int end, int depth) {
    int start = at;
    int after = Bytes.NONE;
    int stop = at;
    if (at < end && (run.in[at] == '"' || run.in[at] == '\'')) {
      after = Quotes.after(run, at, end);
      start = at + 1;
      stop = after - 1;
    }
    if (after < 0) {
      start = at;
      stop = plainEnd(run, field, at, end, depth);
      after = stop;
    }
    if (!JsonValue.nameFor(run, member)) {
      return Bytes.NONE;
    }
    if (member != null) {
      return member.matchWhole(run, start, stop) ? after : Bytes.NONE;
    }
    run.emit(Inferred.FIELD, FieldType.TEXT, run.where, start, stop);
    return after;
  }

  /** End of a value without quotes: white space, in braces also what ends an entry. */
  private static int plainEnd(Run run, Field field, int at, int end, int depth) {
    if (depth == 0 && field.separator.explicit) {
      return Bytes.trimEnd(run.in, at, field.separator.find(run, at, end));
    }
    int p = at;
    while (p < end && !Bytes.isSpace(run.in[p]) && (depth == 0 || !endsEntry(run.in[p]))) {
      p++;
    }
    return p;
  }

  private static boolean endsEntry(byte b) {
    return b == '}' || b == ']' || b == ',' || b == ';';
  }
}
