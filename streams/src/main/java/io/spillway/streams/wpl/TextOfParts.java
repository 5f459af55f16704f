package io.spillway.streams.wpl;

/** A field of {@code N} texts, which with the separators between them are one value. */
final class TextOfParts extends Field {
  private final int parts;

  TextOfParts(Field its, int parts) {
    super(its);
    this.parts = parts;
  }

  @Override
  Field with(ValueReader other) {
    return new TextOfParts(super.with(other), parts);
  }

  @Override
  int readValue(Run run, int at, int end) {
    int stop = separator.find(run, at, end);
    for (int i = 1; i < parts; i++) {
      int next = separator.take(run, stop, end);
      if (next < 0) {
        return Bytes.NONE;
      }
      stop = separator.find(run, Bytes.skipSpace(run.in, next, end), end);
    }
    return value.read(run, this, at, stop) < 0 ? Bytes.NONE : stop;
  }
}
