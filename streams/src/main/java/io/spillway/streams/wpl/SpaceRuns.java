package io.spillway.streams.wpl;

/**
 * Ends of runs of white space, blanks and their opposites, each remembered, so that patterns tried
 * at every position of a long run stay linear. Void for each new input.
 */
final class SpaceRuns {
  private final int[] starts = new int[4];
  private final int[] ends = {-1, -1, -1, -1};

  void forget() {
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
      p++;
    }
    if (p > at) {
      starts[kind] = at;
      ends[kind] = p;
    }
    return p;
  }

  private static boolean belongs(byte b, int kind) {
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
