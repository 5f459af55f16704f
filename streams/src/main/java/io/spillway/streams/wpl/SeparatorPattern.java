package io.spillway.streams.wpl;

import java.util.List;

/**
 * A compiled {@code {pattern}}: segments before its star, after it, and the part that is only
 * looked at. Immutable. Of a run of white space, or of what is none, as much is taken as leaves a
 * match for what follows; {@link SpaceRuns} remembers where that is, so that a search is linear.
 *
 * @param head segments before the star, or all of them
 * @param star whether there is a star
 * @param tail segments after the star
 * @param kept segments left for the next field
 */
record SeparatorPattern(List<Segment> head, boolean star, List<Segment> tail, List<Segment> kept) {
  static final int SPACES = 0;
  static final int NO_SPACES = 1;
  static final int BLANKS = 2;
  static final int NO_BLANKS = 3;
  static final int LITERAL = 4;
  static final int ANY = 5;

  /** Answer of {@link #take}: not here, and not further on. */
  static final int NEVER = -2;

  /** One part of a pattern; {@code literal} is empty for other kinds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Segment(int kind, byte[] literal) {}

  /**
   * Where the text before the separator ends: the first position from {@code at} on where the
   * pattern matches; a star at the pattern's begin belongs to the text.
   */
  int find(Run run, int at, int end) {
    if (star && !head.isEmpty()) {
      for (int p = at; p <= end; p = next(run.in, p, end, head)) {
        int after = match(run, head, p, end);
        if (after >= 0) {
          return findTail(run, after, end) >= 0 ? p : Bytes.NONE;
        }
      }
      return Bytes.NONE;
    }
    return star ? findTail(run, at, end) : findPlain(run, at, end);
  }

  /**
   * Position after the separator at {@code at}, {@link Bytes#NONE}, or {@link #NEVER} if what
   * follows the star does not come any more.
   */
  int take(Run run, int at, int end) {
    int after = match(run, head, at, end);
    if (after < 0) {
      return Bytes.NONE;
    }
    if (star) {
      int begin = findTail(run, after, end);
      return begin < 0 ? NEVER : match(run, tail, begin, end);
    }
    return match(run, kept, after, end) < 0 ? Bytes.NONE : after;
  }

  private int findPlain(Run run, int at, int end) {
    List<Segment> first = head.isEmpty() ? kept : head;
    for (int p = at; p <= end; p = next(run.in, p, end, first)) {
      int after = match(run, head, p, end);
      if (after >= 0 && match(run, kept, after, end) >= 0) {
        return p;
      }
    }
    return Bytes.NONE;
  }

  private int findTail(Run run, int at, int end) {
    if (tail.isEmpty() && kept.isEmpty()) {
      return end;
    }
    List<Segment> first = tail.isEmpty() ? kept : tail;
    for (int p = at; p <= end; p = next(run.in, p, end, first)) {
      int after = match(run, tail, p, end);
      if (after >= 0 && match(run, kept, after, end) >= 0) {
        return p;
      }
    }
    return Bytes.NONE;
  }

  /** The next position worth a try: of the first literal, else the one after. */
  private static int next(byte[] in, int at, int end, List<Segment> segments) {
    Segment first = segments.get(0);
    if (first.kind != LITERAL || at >= end) {
      return at + 1;
    }
    int found = Bytes.indexOf(in, at + 1, end, first.literal[0]);
    return found < 0 ? end + 1 : found;
  }

  private static int match(Run run, List<Segment> segments, int at, int end) {
    return match(run, segments, 0, at, end);
  }

  private static int match(Run run, List<Segment> segments, int first, int at, int end) {
    int p = at;
    for (int i = first; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      int from = p;
      switch (segment.kind) {
        case LITERAL -> {
          if (!Bytes.startsWith(run.in, p, end, segment.literal)) {
            return Bytes.NONE;
          }
          p += segment.literal.length;
        }
        case ANY -> p = afterCharacter(run.in, p, end);
        default -> {
          p = run.runs.end(run.in, p, end, segment.kind);
          if (p > from && i + 1 < segments.size()) {
            int after = match(run, segments, i + 1, p, end);
            return after >= 0 ? after : matchPart(run, segments, i, from, p, end);
          }
        }
      }
      if (p == from) {
        return Bytes.NONE;
      }
    }
    return p;
  }

  /** Tries what follows behind less and less of the run {@code [from, runEnd)}, but one of it. */
  private static int matchPart(
      Run run, List<Segment> segments, int i, int from, int runEnd, int end) {
    if (!mayBeginWithin(segments.get(i).kind, segments.get(i + 1))) {
      return Bytes.NONE;
    }
    SpaceRuns.Part part = run.runs.part(segments.get(i), runEnd, end);
    while (part.found < 0 && part.tried - 1 > from) {
      part.tried--;
      boolean begins = (run.in[part.tried] & 0xc0) != 0x80;
      if (begins && match(run, segments, i + 1, part.tried, end) >= 0) {
        part.found = part.tried;
      }
    }
    return part.found > from ? match(run, segments, i + 1, part.found, end) : Bytes.NONE;
  }

  private static boolean mayBeginWithin(int run, Segment next) {
    return switch (next.kind) {
      case LITERAL -> SpaceRuns.belongs(next.literal[0], run);
      case ANY -> true;
      default -> SpaceRuns.overlap(run, next.kind);
    };
  }

  /** After one UTF-8 character, or one byte that begins none. */
  private static int afterCharacter(byte[] in, int at, int end) {
    if (at >= end) {
      return at;
    }
    int p = at + 1;
    if ((in[at] & 0xc0) == 0xc0) {
      while (p < end && p < at + 4 && (in[p] & 0xc0) == 0x80) {
        p++;
      }
    }
    return p;
  }
}
