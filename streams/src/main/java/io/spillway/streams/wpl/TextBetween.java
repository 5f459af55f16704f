package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;

/**
 * A field of plain text between two bytes, as between quotes. Text that is not as simple as that it
 * leaves to {@link Field}. Hot path: see {@code NginxLineBench}.
 */
final class TextBetween extends Field {
  private final Scope between;
  private final byte begin;
  private final boolean kept;

  TextBetween(Field its, Scope between, boolean kept) {
    super(its);
    this.between = between;
    this.begin = between.begin[0];
    this.kept = kept;
  }

  @Override
  int match(Run run, int from, int end) {
    byte[] in = run.in;
    int at = Bytes.skipSpace(in, from, end);
    if (at >= end || in[at] != begin) {
      return super.match(run, at, end);
    }
    int close = between.close(run, at + 1, end);
    int start = Bytes.skipSpace(in, at + 1, close);
    if (start >= close || Quotes.begins(in[start])) {
      return super.match(run, at, end);
    }
    if (kept) {
      run.emit(this, FieldType.TEXT, run.where, start, Bytes.trimEnd(in, start, close));
    }
    return separator.takeOptional(run, close + 1, end);
  }
}
