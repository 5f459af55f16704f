package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * {@code json} and {@code exact_json}: an object or array, flattened to fields named by their path
 * ({@code a/b}, {@code name[i]}). Listed members are renamed, typed or dropped. Null members are
 * left out. Nesting deeper than {@link #DEEPEST} does not match, nor do paths that are many times
 * as long as the record.
 */
final class JsonValue extends CompositeValue {
  private static final int DEEPEST = 128;

  private final boolean exact;
  private final int trueAt;

  JsonValue(Members members, boolean exact, int trueAt) {
    super(members);
    this.exact = exact;
    this.trueAt = trueAt;
  }

  @Override
  void firstBytes(java.util.BitSet set) {
    set.set('{');
    set.set('[');
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    if (at >= end || (run.in[at] != '{' && run.in[at] != '[')) {
      return Bytes.NONE;
    }
    int outerStart = run.path.start;
    int outerEnd = run.path.end;
    run.path.start = outerEnd;
    if (field.member) {
      beginAtName(run, field);
    }
    long seen = run.seen.begin();
    int outer = run.reading;
    run.reading = field.number;
    int base = run.path.end;
    int after =
        run.in[at] == '{' ? object(run, at, end, base, 0) : array(run, at, end, base, null, 0);
    run.path.start = outerStart;
    run.path.end = outerEnd;
    run.reading = outer;
    return after >= 0 && exact && !allSeen(run, seen) ? Bytes.NONE : after;
  }

  /** A json value of a pair or member: its fields' paths begin with its name. */
  static void beginAtName(Run run, Field field) {
    if (field.nameId >= 0) {
      byte[] name = run.events.names().utf8(field.nameId);
      run.path.append(name, 0, name.length);
    } else {
      byte[] bytes = run.nameWhere == Events.IN_SCRATCH ? run.events.scratch(0) : run.in;
      run.path.append(bytes, run.nameStart, run.nameEnd);
    }
  }

  private boolean allSeen(Run run, long seen) {
    for (int i = 0; i < members.fields.length; i++) {
      Field member = members.fields[i];
      if (!member.optional && !members.isWild(i) && !run.seen.since(seen, member.number)) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param base length of the path that does not count for finding members
   */
  private int object(Run run, int at, int end, int base, int depth) {
    byte[] in = run.in;
    if (depth > DEEPEST) {
      return run.bad(at);
    }
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == '}') {
      return p + 1;
    }
    int parent = run.path.end;
    while (p < end && in[p] == '"') {
      int keyEnd = Bytes.indexOfJsonMark(in, p + 1, end);
      boolean plain = keyEnd >= 0 && in[keyEnd] == '"';
      if (!plain) {
        keyEnd = JsonStrings.close(in, p, end);
      }
      int colon = keyEnd < 0 ? end : Bytes.skipSpace(in, keyEnd + 1, end);
      if (colon >= end || in[colon] != ':') {
        return run.bad(keyEnd < 0 ? p : colon);
      }
      if (parent > run.path.start) {
        run.path.append((byte) '/');
      }
      if (plain) {
        run.path.append(in, p + 1, keyEnd);
      } else {
        JsonStrings.appendEscapedKey(run, p + 1, keyEnd);
      }
      run.pathAt = plain && parent == run.path.start && run.where == Events.IN_SLAB ? p + 1 : -1;
      p = value(run, Bytes.skipSpace(in, colon + 1, end), end, base, depth + 1);
      run.path.end = parent;
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == '}') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return run.bad(p);
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return run.bad(p);
  }

  /**
   * @param renamed the member that the array itself is listed as, if it is
   */
  private int array(Run run, int at, int end, int base, @Nullable Field renamed, int depth) {
    if (renamed == null || renamed.nameId < 0) {
      return elements(run, at, end, base, depth);
    }
    int outerStart = run.path.start;
    int outerEnd = run.path.end;
    run.path.start = outerEnd;
    byte[] name = run.events.names().utf8(renamed.nameId);
    run.path.append(name, 0, name.length);
    int after = elements(run, at, end, outerEnd, depth);
    run.path.start = outerStart;
    run.path.end = outerEnd;
    return after;
  }

  private int elements(Run run, int at, int end, int base, int depth) {
    byte[] in = run.in;
    if (depth > DEEPEST) {
      return run.bad(at);
    }
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == ']') {
      return p + 1;
    }
    int stem = run.path.end;
    for (int index = 0; p < end; index++) {
      run.path.appendIndex(index);
      run.pathAt = -1;
      p = value(run, p, end, base, depth + 1);
      run.path.end = stem;
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == ']') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return run.bad(p);
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return run.bad(p);
  }

  /** Reads the value at {@code at}, whose path is in {@code run}. */
  private int value(Run run, int at, int end, int base, int depth) {
    if (at >= end) {
      return run.bad(at);
    }
    Field member = null;
    if (!members.isEmpty()) {
      int start = base > 0 && run.path.end > base && run.path.bytes[base] == '/' ? base + 1 : base;
      if (members.anyWild() && !run.maySearchPath(run.path.end - start)) {
        return Bytes.NONE;
      }
      member = members.find(run.path.bytes, start, run.path.end);
      if (member != null) {
        run.seen.add(member.number);
      }
    }
    byte first = run.in[at];
    if (first == '{') {
      return isWholeValue(member) ? whole(run, member, at, end) : object(run, at, end, base, depth);
    }
    if (first == '[') {
      return isWholeValue(member)
          ? whole(run, member, at, end)
          : array(run, at, end, base, member, depth);
    }
    if (member == null && exact && first != 'n') {
      return run.bad(at);
    }
    return first == '"'
        ? string(run, at, end, member)
        : first == 't' || first == 'f' || first == 'n'
            ? word(run, at, end, member)
            : number(run, at, end, member);
  }

  /** Whether the member takes an object or array as one value: dropped, or an array. */
  private static boolean isWholeValue(@Nullable Field member) {
    return member != null
        && (member.value instanceof BasicValues.Dropped || member.value instanceof ArrayValue);
  }

  private static int whole(Run run, @Nullable Field member, int at, int end) {
    int after = JsonStrings.skipValue(run, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    if (member != null && member.value instanceof ArrayValue) {
      return nameFor(run, member) && member.matchWhole(run, at, after) ? after : Bytes.NONE;
    }
    return after;
  }

  private int string(Run run, int at, int end, @Nullable Field member) {
    int close = Bytes.indexOfJsonMark(run.in, at + 1, end);
    boolean plain = close >= 0 && run.in[close] == '"';
    if (!plain) {
      close = JsonStrings.close(run.in, at, end);
    }
    if (close < 0) {
      return run.bad(at);
    }
    int after = close + 1;
    if (!nameFor(run, member)) {
      return Bytes.NONE;
    }
    if (plain) {
      if (member != null) {
        return member.matchWhole(run, at + 1, close) ? after : Bytes.NONE;
      }
      run.emit(Inferred.FIELD, FieldType.TEXT, run.where, at + 1, close);
      return after;
    }
    int start = JsonStrings.unescape(run, at + 1, close);
    if (start < 0) {
      return run.bad(at);
    }
    int stop = run.events.scratchLength();
    if (member != null) {
      return decoded(run, member, at, start, stop) ? after : Bytes.NONE;
    }
    run.emit(Inferred.FIELD, FieldType.TEXT, Events.IN_SCRATCH, start, stop);
    return after;
  }

  private static boolean decoded(Run run, Field member, int at, int start, int stop) {
    byte[] in = run.in;
    int where = run.where;
    long input = run.enter(run.events.scratch(0), Events.IN_SCRATCH, at);
    boolean fits = member.matchWhole(run, start, stop);
    run.leave(in, where, input);
    return fits;
  }

  private int number(Run run, int at, int end, @Nullable Field member) {
    int after = Numbers.jsonEnd(run.in, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    if (!nameFor(run, member)) {
      return Bytes.NONE;
    }
    if (member != null) {
      return member.matchWhole(run, at, after) ? after : Bytes.NONE;
    }
    FieldType type = Numbers.isExact(run.in, at, after) ? FieldType.NUMBER : FieldType.TEXT;
    run.emit(Inferred.FIELD, type, run.where, at, after);
    return after;
  }

  private int word(Run run, int at, int end, @Nullable Field member) {
    int after = JsonStrings.wordEnd(run.in, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    if (run.in[at] == 'n') {
      return after;
    }
    if (!nameFor(run, member)) {
      return Bytes.NONE;
    }
    if (member != null) {
      return member.matchWhole(run, at, after) ? after : Bytes.NONE;
    }
    int start = run.in[at] == 't' ? trueAt : trueAt + 4;
    run.emit(Inferred.FIELD, FieldType.BOOL, Events.IN_CONSTANTS, start, start + after - at);
    return after;
  }

  /** Names the next field by its path, unless its member does; false if that takes too much. */
  static boolean nameFor(Run run, @Nullable Field member) {
    return (member != null && member.nameId >= 0) || run.nameByPath();
  }
}
