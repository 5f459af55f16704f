package io.spillway.streams.wpl;

import java.util.IdentityHashMap;

/**
 * Ends of runs of white space, blanks and their opposites, and how far into a run what follows it
 * was tried, each remembered, so that patterns tried at every position of a long run stay linear.
 * Void for each new input.
 */
final class SpaceRuns {
  private final int[] starts = new int[4];
  private final int[] ends = {-1, -1, -1, -1};

  /** One for each part of a pattern that ever gave back some of its run. */
  private final IdentityHashMap<SeparatorPattern.Segment, Part> parts = new IdentityHashMap<>();

  private int input;

  /** The last place in a run behind which the rest of a pattern matches. */
  static final class Part {
    private int input = -1;
    private int runEnd;
    private int end;

    /** All places from here to the run's end were tried. */
    int tried;

    /** That place, or {@link Bytes#NONE} if there is none among those tried. */
    int found;
  }

  /** What is known of {@code segment} in the run that ends at {@code runEnd}. */
  Part part(SeparatorPattern.Segment segment, int runEnd, int end) {
    Part part = parts.computeIfAbsent(segment, any -> new Part());
    if (part.input != input || part.runEnd != runEnd || part.end != end) {
      part.input = input;
      part.runEnd = runEnd;
      part.end = end;
      part.tried = runEnd;
      part.found = Bytes.NONE;
    }
    return part;
  }

  void forget() {
    input++;
    ends[0] = -1;
    ends[1] = -1;
    ends[2] = -1;
    ends[3] = -1;
  }

  /** End of the run of {@code kind} at {@code at}; {@code at} itself if there is none. */
  int end(byte[] in, int at, int end, int kind) {
    if (at >= starts[kind] && at < ends[kind]) {
      return Math.min(ends[kind], end);
    }
    int p = at;
    while (p < end && belongs(in[p], kind)) {
      p = p == starts[kind] && ends[kind] > p ? ends[kind] : p + 1;
    }
    p = Math.min(p, end);
    if (p > at) {
      starts[kind] = at;
      ends[kind] = p;
    }
    return p;
  }

  /** Whether some byte belongs to both kinds of run. */
  static boolean overlap(int kind, int other) {
    for (byte b : new byte[] {' ', '\n', 'x'}) {
      if (belongs(b, kind) && belongs(b, other)) {
        return true;
      }
    }
    return false;
  }

  static boolean belongs(byte b, int kind) {
    boolean blank = b == ' ' || b == '\t';
    boolean space = blank || b == '\r' || b == '\n';
    return switch (kind) {
      case SeparatorPattern.SPACES -> space;
      case SeparatorPattern.NO_SPACES -> !space;
      case SeparatorPattern.BLANKS -> blank;
      default -> !blank;
    };
  }
}
