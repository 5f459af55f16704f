package io.spillway.streams.wpl;

import java.util.List;
import java.util.Optional;

/** What rule files say, as read; positions are offsets in the file, for errors. */
final class Syntax {
  private Syntax() {}

  record Word(String text, int at) {}

  record Rule(Source source, Word name, Notes notes, List<Word> steps, List<GroupSyntax> groups) {}

  /** Annotations: tags in order, and the name of the copy of the raw line. */
  record Notes(List<Tag> tags, Optional<String> copyRaw) {
    static final Notes NONE = new Notes(List.of(), Optional.empty());
  }

  record Tag(String name, String value) {}

  record GroupSyntax(
      GroupKind kind, int at, List<FieldSyntax> fields, Optional<SeparatorSyntax> separator) {}

  /**
   * A field or subfield.
   *
   * @param repeat 1, a number, or {@link Field#REPEAT_ALL}
   * @param path of a subfield; {@code *} if it has none
   */
  record FieldSyntax(
      Word type,
      int repeat,
      boolean optional,
      Optional<String> content,
      Optional<List<FieldSyntax>> members,
      String path,
      Optional<String> name,
      Optional<ScopeSyntax> scope,
      Optional<SeparatorSyntax> separator,
      List<PipeSyntax> pipes) {}

  record ScopeSyntax(String begin, String end) {}

  sealed interface SeparatorSyntax {
    record ToEnd() implements SeparatorSyntax {}

    record Blank() implements SeparatorSyntax {}

    record Literal(String text) implements SeparatorSyntax {}

    record Pattern(SeparatorPattern pattern, String source) implements SeparatorSyntax {}
  }

  sealed interface PipeSyntax {
    /** How a miss tells it. */
    String words();

    record Nested(GroupSyntax group) implements PipeSyntax {
      @Override
      public String words() {
        return "| (group)";
      }
    }

    record Call(Word name, List<Argument> arguments) implements PipeSyntax {
      @Override
      public String words() {
        List<String> all = arguments.stream().map(Argument::words).toList();
        return name.text() + "(" + String.join(", ", all) + ")";
      }
    }
  }

  /** An argument of a pipe function: a word, a call, or a list of words. */
  sealed interface Argument {
    int at();

    String words();

    record Text(String text, int at, boolean quoted) implements Argument {
      @Override
      public String words() {
        return quoted ? "'" + text + "'" : text;
      }
    }

    record Items(List<Text> items, int at) implements Argument {
      @Override
      public String words() {
        return "[" + String.join(", ", items.stream().map(Text::words).toList()) + "]";
      }
    }

    record Nested(PipeSyntax.Call call, int at) implements Argument {
      @Override
      public String words() {
        return call.words();
      }
    }
  }
}
