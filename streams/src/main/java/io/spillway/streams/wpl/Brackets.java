package io.spillway.streams.wpl;

/**
 * Text in brackets that may nest and hold quoted text. Stateless. A try ends at the 129th open
 * bracket, so that tries at all of them stay linear.
 */
final class Brackets {
  private static final int DEEPEST = 128;

  private Brackets() {}

  static boolean opens(byte b) {
    return b == '[' || b == '(' || b == '{' || b == '<';
  }

  /** Position after the bracketed text at {@code at}, or {@link Bytes#NONE} if it is plain. */
  static int after(byte[] in, int at, int end, Run run) {
    byte[] open = run.brackets;
    int depth = 0;
    int p = at;
    while (p < end) {
      byte b = in[p];
      if (b == '\\') {
        p++;
      } else if (opens(b)) {
        if (depth == DEEPEST) {
          break;
        }
        open[depth++] = closing(b);
      } else if (b == ']' || b == ')' || b == '}' || b == '>') {
        if (open[--depth] != b) {
          break;
        }
        if (depth == 0) {
          return p + 1;
        }
      } else if (b == '"' || b == '\'') {
        int quoted = Quotes.after(run, p, end);
        p = quoted < 0 ? p : quoted - 1;
      }
      p++;
    }
    return Bytes.NONE;
  }

  private static byte closing(byte b) {
    return switch (b) {
      case '[' -> ']';
      case '(' -> ')';
      case '{' -> '}';
      default -> '>';
    };
  }
}
