package io.spillway.streams.wpl;

import java.util.List;

/** What stands in a rule file, one thing after the other; positions are offsets in the file. */
sealed interface Outline {
  int at();

  /** {@code #[note, ...]}; {@code close} is the offset of its last bracket. */
  record Annotation(int at, int close, List<Note> notes) implements Outline {}

  /** {@code kind(tag, ...)}. */
  record Note(String kind, List<Syntax.Tag> tags) {}

  /** The line that opens a package. */
  record Opening(int at, String name) implements Outline {}

  /** The bracket that closes a package. */
  record Closing(int at) implements Outline {}

  /** A rule; {@code open} and {@code close} are the offsets of its brackets. */
  record Rule(
      int at,
      int open,
      int close,
      String name,
      List<Syntax.Word> steps,
      List<Syntax.GroupSyntax> groups)
      implements Outline {}
}
