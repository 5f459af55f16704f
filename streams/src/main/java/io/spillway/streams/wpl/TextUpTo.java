package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;

/**
 * A field of plain text up to one byte, which most fields of most rules are. Text that begins as
 * quoted text does it leaves to {@link Field}. Hot path: see {@code NginxLineBench}.
 */
final class TextUpTo extends Field {
  private final byte stop;
  private final boolean kept;

  TextUpTo(Field its, int stop, boolean kept) {
    super(its);
    this.stop = (byte) stop;
    this.kept = kept;
  }

  @Override
  int match(Run run, int from, int end) {
    byte[] in = run.in;
    int at = Bytes.skipSpace(in, from, end);
    if (at >= end || Quotes.begins(in[at])) {
      return super.match(run, at, end);
    }
    int found = Bytes.indexOf(in, at, end, stop);
    int textEnd = found < 0 ? end : found;
    if (kept) {
      run.emit(this, FieldType.TEXT, run.where, at, Bytes.trimEnd(in, at, textEnd));
    }
    return found < 0 ? end : found + 1;
  }
}
