package io.spillway.streams.wpl;

/**
 * Quoted text: {@code "..."} and {@code '...'} with backslashes that protect the next byte, {@code
 * r"..."} and {@code r#"..."#} without. A {@code "C:\dir\"} that no other quote closes ends with
 * its last backslash. Stateless; an unclosed quote is looked for once per input.
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

  /** Whether the quotes that begin at {@code at} end at {@code end}, and not before. */
  static boolean enclose(byte[] in, int at, int end) {
    byte last = in[end - 1];
    if (in[at] == 'r') {
      if (at + 2 < end && in[at + 1] == '"') {
        return Bytes.indexOf(in, at + 2, end, (byte) '"') == end - 1;
      }
      return at + 4 < end
          && in[at + 1] == '#'
          && in[at + 2] == '"'
          && Bytes.indexOf(in, at + 3, end, HASH_END) == end - 2;
    }
    if (last != in[at] || end - at < 2) {
      return false;
    }
    int close = closing(in, at, end, last);
    return close == end - 1
        || (close < 0 && last == '"' && Bytes.indexOf(in, at + 1, end, last) == end - 1);
  }

  private static int closing(byte[] in, int at, int end, byte quote) {
    int p = Bytes.indexOfEither(in, at + 1, end, quote, (byte) '\\');
    while (p >= 0 && in[p] != quote) {
      p = p + 2 < end ? Bytes.indexOfEither(in, p + 2, end, quote, (byte) '\\') : Bytes.NONE;
    }
    return p;
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
    if (!run.isVain(search, at)) {
      int close = closing(run.in, at, end, quote);
      if (close >= 0) {
        return close + 1;
      }
      run.vain(search, at);
    }
    int after = quote == '"' ? closeRaw(run, at + 1, end, RAW) : Bytes.NONE;
    return after < 0 ? Bytes.NONE : after + 1;
  }
}
