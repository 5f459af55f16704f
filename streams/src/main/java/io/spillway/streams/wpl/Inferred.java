package io.spillway.streams.wpl;

/** The field that values of inferred type are added for: the data brings its name. */
final class Inferred {
  static final Field FIELD =
      new Field(
          0,
          -1,
          new BasicValues.Chars(),
          Separator.toEnd(false),
          null,
          new Pipe[0],
          new int[0],
          1,
          false,
          true,
          null);

  private Inferred() {}
}
