package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;

/** Texts, numbers and words in json: what fields are made of. Immutable; hot path. */
final class JsonScalars {
  private final int trueAt;

  /**
   * @param trueAt where the constants have {@code truefalse}
   */
  JsonScalars(int trueAt) {
    this.trueAt = trueAt;
  }

  /** Adds the field for what stands at {@code at}; the position behind it. */
  int read(Run run, int at, int end, JsonPlace place) {
    return switch (run.in[at]) {
      case '"' -> text(run, at, end, place);
      case 't', 'f', 'n' -> word(run, at, end, place);
      default -> number(run, at, end, place);
    };
  }

  static int text(Run run, int at, int end, JsonPlace place) {
    int close = Bytes.indexOfJsonMark(run.in, at + 1, end);
    if (close < 0 || run.in[close] != '"') {
      return marked(run, at, end, place);
    }
    return add(run, FieldType.TEXT, place, at + 1, close) ? close + 1 : Bytes.NONE;
  }

  /** Text with escapes or control characters, or without an end. */
  private static int marked(Run run, int at, int end, JsonPlace place) {
    int close = JsonStrings.close(run.in, at, end);
    if (close < 0) {
      return run.bad(at);
    }
    if (!run.nameBy(place)) {
      return Bytes.NONE;
    }
    int start = JsonStrings.unescape(run, at + 1, close);
    if (start < 0) {
      return run.bad(at);
    }
    int stop = run.events.scratchLength();
    if (place.member != null) {
      return decoded(run, place.member, at, start, stop) ? close + 1 : Bytes.NONE;
    }
    run.emit(Inferred.FIELD, FieldType.TEXT, Events.IN_SCRATCH, start, stop);
    return close + 1;
  }

  private static boolean decoded(Run run, Field member, int at, int start, int stop) {
    byte[] in = run.in;
    int where = run.where;
    long input = run.enter(run.events.scratch(0), Events.IN_SCRATCH, start, at);
    boolean fits = member.matchWhole(run, start, stop);
    run.leave(in, where, input);
    return fits;
  }

  private static int number(Run run, int at, int end, JsonPlace place) {
    int after = Numbers.jsonEnd(run.in, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    FieldType type = Numbers.isExact(run.in, at, after) ? FieldType.NUMBER : FieldType.TEXT;
    return add(run, type, place, at, after) ? after : Bytes.NONE;
  }

  private int word(Run run, int at, int end, JsonPlace place) {
    int after = JsonStrings.wordEnd(run.in, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    byte first = run.in[at];
    if (first == 'n') {
      return after;
    }
    if (!run.nameBy(place)) {
      return Bytes.NONE;
    }
    if (place.member != null) {
      return place.member.matchWhole(run, at, after) ? after : Bytes.NONE;
    }
    int start = first == 't' ? trueAt : trueAt + 4;
    run.emit(Inferred.FIELD, FieldType.BOOL, Events.IN_CONSTANTS, start, start + after - at);
    return after;
  }

  /** Adds the field of a type, or what its member makes of it; false if it does not fit. */
  private static boolean add(Run run, FieldType type, JsonPlace place, int start, int end) {
    if (place.ordinary) {
      return run.addAt(place, type, start, end);
    }
    if (!run.nameBy(place)) {
      return false;
    }
    if (place.member != null) {
      return place.member.matchWhole(run, start, end);
    }
    run.emit(Inferred.FIELD, type, run.where, start, end);
    return true;
  }
}
