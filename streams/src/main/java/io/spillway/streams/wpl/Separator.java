package io.spillway.streams.wpl;

import org.jspecify.annotations.Nullable;

/** Where fields end: a byte, several, a blank, the end of the line or a pattern. Immutable. */
final class Separator {
  enum Kind {
    SPACE,
    BYTE,
    LITERAL,
    BLANK,
    END,
    PATTERN
  }

  /** One space that nobody asked for: the default. */
  static final Separator DEFAULT =
      new Separator(Kind.SPACE, new byte[] {' '}, null, false, 0, "a space");

  final Kind kind;

  /** Whether it was written in the rule. */
  final boolean explicit;

  /** How it is told to people. */
  final String words;

  private final byte[] bytes;
  private final byte first;

  /** Whether it is one byte, the common case; and whether that is a space. */
  private final boolean single;

  private final boolean space;
  private final @Nullable SeparatorPattern pattern;
  private final int search;

  private Separator(
      Kind kind,
      byte[] bytes,
      @Nullable SeparatorPattern pattern,
      boolean explicit,
      int search,
      String words) {
    this.kind = kind;
    this.bytes = bytes;
    this.first = bytes.length == 0 ? 0 : bytes[0];
    this.pattern = pattern;
    this.single = kind == Kind.SPACE || kind == Kind.BYTE;
    this.space = kind == Kind.SPACE;
    this.explicit = explicit;
    this.search = search;
    this.words = words;
  }

  static Separator toEnd(boolean explicit) {
    return new Separator(Kind.END, new byte[0], null, explicit, 0, "the end of the line");
  }

  static Separator blank() {
    return new Separator(Kind.BLANK, new byte[0], null, true, 0, "a space or tab");
  }

  static Separator of(byte[] bytes, int search) {
    Kind kind = bytes.length > 1 ? Kind.LITERAL : bytes[0] == ' ' ? Kind.SPACE : Kind.BYTE;
    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    return new Separator(kind, bytes, null, true, search, "'" + text + "'");
  }

  static Separator of(SeparatorPattern pattern, int search, String source) {
    return new Separator(Kind.PATTERN, new byte[0], pattern, true, search, "{" + source + "}");
  }

  /** Whether text before it runs to the end of the line. */
  boolean isEnd() {
    return kind == Kind.END;
  }

  /** The byte that it is, or {@link Bytes#NONE} if it is anything but one. */
  int singleByte() {
    return single ? first & 0xff : Bytes.NONE;
  }

  /** Position of the first separator in {@code run.in[at, end)}, or {@code end}. */
  int find(Run run, int at, int end) {
    if (single) {
      int found = Bytes.indexOf(run.in, at, end, first);
      return found < 0 ? end : found;
    }
    return findOther(run, at, end);
  }

  private int findOther(Run run, int at, int end) {
    int found;
    switch (kind) {
      case BLANK -> found = Bytes.indexOfEither(run.in, at, end, (byte) ' ', (byte) '\t');
      case END -> found = end;
      default -> found = findLong(run, at, end);
    }
    return found < 0 ? end : found;
  }

  private int findLong(Run run, int at, int end) {
    if (run.isVain(search, at)) {
      return Bytes.NONE;
    }
    int found =
        pattern == null ? Bytes.indexOf(run.in, at, end, bytes) : pattern.find(run, at, end);
    if (found < 0) {
      run.vain(search, at);
    }
    return found;
  }

  /** Position after one separator at {@code at}, or {@link Bytes#NONE}. */
  int take(Run run, int at, int end) {
    byte[] in = run.in;
    return switch (kind) {
      case SPACE, BYTE -> at < end && in[at] == first ? at + 1 : Bytes.NONE;
      case BLANK -> at < end && (in[at] == ' ' || in[at] == '\t') ? at + 1 : Bytes.NONE;
      case END -> Bytes.NONE;
      default -> takeLong(run, at, end);
    };
  }

  private int takeLong(Run run, int at, int end) {
    if (pattern == null) {
      return Bytes.startsWith(run.in, at, end, bytes) ? at + bytes.length : Bytes.NONE;
    }
    if (run.isVain(search, at)) {
      return Bytes.NONE;
    }
    int after = pattern.take(run, at, end);
    if (after == SeparatorPattern.NEVER) {
      run.vain(search, at);
    }
    return after;
  }

  /** Position after a value at {@code at} and the one separator behind it, if there is one. */
  int takeOptional(Run run, int at, int end) {
    if (at >= end) {
      return at;
    }
    if (single && run.in[at] == first) {
      return at + 1;
    }
    return space ? at : takeOther(run, at, end);
  }

  private int takeOther(Run run, int at, int end) {
    if (kind == Kind.END) {
      return at;
    }
    int after = take(run, at, end);
    if (after < 0) {
      int word = Bytes.skipSpace(run.in, at, end);
      after = word == at ? Bytes.NONE : take(run, word, end);
    }
    return after < 0 ? at : after;
  }
}
