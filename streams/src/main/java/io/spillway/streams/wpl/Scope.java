package io.spillway.streams.wpl;

/** {@code <begin,end>}: the text between them, all of which the type must use. Immutable. */
final class Scope {
  final byte[] begin;
  final byte[] end;
  private final byte first;
  private final byte last;
  private final int search;

  Scope(byte[] begin, byte[] end, int search) {
    this.begin = begin;
    this.end = end;
    this.first = begin[0];
    this.last = end[0];
    this.search = search;
  }

  boolean isOneByteEach() {
    return begin.length == 1 && end.length == 1;
  }

  /** Reads {@code field}'s value in this scope at {@code at}; the position after the scope. */
  int read(Run run, Field field, int at, int stop) {
    byte[] in = run.in;
    if (at >= stop || in[at] != first) {
      return Bytes.NONE;
    }
    if (begin.length > 1 && !Bytes.startsWith(in, at, stop, begin)) {
      return Bytes.NONE;
    }
    int inner = at + begin.length;
    int close = close(run, inner, stop);
    if (close < 0 || !readAll(run, field, inner, close)) {
      return Bytes.NONE;
    }
    return close + end.length;
  }

  /** Where the scope that begins before {@code from} ends, or {@link Bytes#NONE}. */
  int close(Run run, int from, int stop) {
    if (run.isVain(search, from)) {
      return Bytes.NONE;
    }
    int close =
        end.length == 1
            ? Bytes.indexOf(run.in, from, stop, last)
            : Bytes.indexOf(run.in, from, stop, end);
    if (close < 0) {
      run.vain(search, from);
    }
    return close;
  }

  private static boolean readAll(Run run, Field field, int inner, int close) {
    byte[] in = run.in;
    int start = Bytes.skipSpace(in, inner, close);
    int after;
    if (field.value.searches()) {
      long outer = run.enterSpan();
      after = field.value.read(run, field, start, close);
      run.leaveSpan(outer);
    } else {
      after = field.value.read(run, field, start, close);
    }
    return after == close || (after >= 0 && Bytes.skipSpace(in, after, close) == close);
  }
}
