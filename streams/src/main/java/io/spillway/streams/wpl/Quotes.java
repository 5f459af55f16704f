package io.spillway.streams.wpl;

/**
 * Quoted text: {@code "..."} and {@code '...'} with backslashes that protect the next byte, {@code
 * r"..."} and {@code r#"..."#} without. Stateless; an unclosed quote is looked for once per input.
 */
final class Quotes {
  /** Numbers of the searches that every rule set has. */
  static final int SEARCHES = 4;

  private static final int DOUBLE = 0;
  private static final int SINGLE = 1;
  private static final int RAW = 2;
  private static final int RAW_HASH = 3;
  private static final byte[] HASH_END = {'"', '#'};

  private Quotes() {}

  static boolean begins(byte b) {
    return b == '"' || b == '\'' || b == 'r';
  }

  /** Position after the quoted text at {@code at}, or {@link Bytes#NONE} if it is plain text. */
  static int after(Run run, int at, int end) {
    byte[] in = run.in;
    byte b = in[at];
    if (b != 'r') {
      return afterEscaped(run, at, end, b, b == '"' ? DOUBLE : SINGLE);
    }
    if (at + 1 < end && in[at + 1] == '"') {
      int close = closeRaw(run, at + 2, end, RAW);
      return close < 0 ? Bytes.NONE : close + 1;
    }
    if (at + 2 < end && in[at + 1] == '#' && in[at + 2] == '"') {
      int close = closeRaw(run, at + 3, end, RAW_HASH);
      return close < 0 ? Bytes.NONE : close + 2;
    }
    return Bytes.NONE;
  }

  /** Begin of the text within the quotes at {@code at}. */
  static int innerStart(byte[] in, int at) {
    return in[at] != 'r' ? at + 1 : in[at + 1] == '"' ? at + 2 : at + 3;
  }

  /** End of the text within the quotes that begin at {@code at} and end before {@code after}. */
  static int innerEnd(byte[] in, int at, int after) {
    return in[at] == 'r' && in[at + 1] == '#' ? after - 2 : after - 1;
  }

  private static int closeRaw(Run run, int from, int end, int search) {
    if (run.isVain(search, from)) {
      return Bytes.NONE;
    }
    int close =
        search == RAW
            ? Bytes.indexOf(run.in, from, end, (byte) '"')
            : Bytes.indexOf(run.in, from, end, HASH_END);
    if (close < 0) {
      run.vain(search, from);
    }
    return close;
  }

  private static int afterEscaped(Run run, int at, int end, byte quote, int search) {
    if (run.isVain(search, at)) {
      return Bytes.NONE;
    }
    int p = at + 1;
    while (p < end) {
      p = Bytes.indexOfEither(run.in, p, end, quote, (byte) '\\');
      if (p < 0) {
        break;
      }
      if (run.in[p] == quote) {
        return p + 1;
      }
      p += 2;
    }
    run.vain(search, at);
    return Bytes.NONE;
  }
}
