package io.spillway.streams.wpl;

import java.util.List;
import java.util.Optional;

/** What rule files say, as read; positions are offsets in the file, for errors. */
final class Syntax {
  private Syntax() {}

  record Word(String text, int at) {
    @Override
    public String toString() {
      return text;
    }
  }

  record Rule(Source source, Word name, Notes notes, List<Word> steps, List<GroupSyntax> groups) {
    /** All it says, without places: rules that say the same mean the same. */
    String meaning() {
      return name + " " + notes + " " + steps + " " + groups;
    }
  }

  /**
   * How a group or field stands in its file, the white space between its parts taken out.
   *
   * @param at offset of its first character
   * @param open offset of the bracket around its fields or members, -1 if it has none
   * @param close offset of that bracket's other half
   * @param before what is written before that bracket
   * @param behind what is written behind it
   */
  record Written(int at, int open, int close, String before, String behind) {
    @Override
    public String toString() {
      return "";
    }
  }

  /** Annotations: tags in order, and the name of the copy of the raw line. */
  record Notes(List<Tag> tags, Optional<String> copyRaw) {
    static final Notes NONE = new Notes(List.of(), Optional.empty());
  }

  /** A tag; {@code written} is its value with its quotes. */
  record Tag(String name, String value, String written) {
    @Override
    public String toString() {
      return name + "=" + value;
    }
  }

  record GroupSyntax(
      GroupKind kind,
      List<FieldSyntax> fields,
      Optional<SeparatorSyntax> separator,
      Written written) {
    int at() {
      return written.at();
    }
  }

  /**
   * A field or subfield.
   *
   * @param repeat 1, a number, or {@link Field#REPEAT_ALL}
   * @param parts how many separated texts are one value
   * @param path of a subfield; {@code *} if it has none
   */
  record FieldSyntax(
      Word type,
      int repeat,
      int parts,
      boolean optional,
      Optional<String> content,
      Optional<List<FieldSyntax>> members,
      String path,
      Optional<String> name,
      Optional<ScopeSyntax> scope,
      Optional<SeparatorSyntax> separator,
      List<PipeSyntax> pipes,
      Written written) {}

  record ScopeSyntax(String begin, String end) {}

  sealed interface SeparatorSyntax {
    record ToEnd() implements SeparatorSyntax {}

    record Blank() implements SeparatorSyntax {}

    record Literal(String text) implements SeparatorSyntax {}

    record Pattern(SeparatorPattern pattern, String source) implements SeparatorSyntax {
      @Override
      public String toString() {
        return "{" + source + "}";
      }
    }
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

      @Override
      public String toString() {
        return name + "" + arguments;
      }
    }
  }

  /** An argument of a pipe function: a word, a call, or a list of words. */
  sealed interface Argument {
    int at();

    String words();

    /** A word, or a text in the quotes that {@code written} has. */
    record Text(String text, int at, String written) implements Argument {
      @Override
      public String words() {
        return quoted() ? "'" + text + "'" : text;
      }

      boolean quoted() {
        return !written.equals(text);
      }

      @Override
      public String toString() {
        return text;
      }
    }

    record Items(List<Text> items, int at) implements Argument {
      @Override
      public String words() {
        return "[" + String.join(", ", items.stream().map(Text::words).toList()) + "]";
      }

      @Override
      public String toString() {
        return items.toString();
      }
    }

    record Nested(PipeSyntax.Call call, int at) implements Argument {
      @Override
      public String words() {
        return call.words();
      }

      @Override
      public String toString() {
        return call.toString();
      }
    }
  }
}
