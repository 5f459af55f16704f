package io.spillway.streams.wpl;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays out rule files: two blanks before a line for each bracket that is open, no blanks at the end
 * of lines, at most one empty line in a row, none at the end. Nothing else changes, so comments and
 * the order of things stay, and the rules mean the same. Behind {@code spillway rule fmt}.
 */
public final class RuleLayout {
  private static final String INDENT = "  ";

  private RuleLayout() {}

  /** What came of it: the text, or every error of the file. */
  public record Laid(String text, List<RuleError> errors) {
    public Laid {
      errors = List.copyOf(errors);
    }
  }

  public static Laid of(RuleFile file) {
    List<RuleError> errors = new ArrayList<>();
    Source source = new Source(file, errors);
    RuleReader.read(source);
    return errors.isEmpty()
        ? new Laid(lay(file.text(), source), errors)
        : new Laid(file.text(), errors);
  }

  private static String lay(String text, Source source) {
    StringBuilder out = new StringBuilder();
    int offset = 0;
    boolean empty = true;
    for (String line : text.split("\n", -1)) {
      String content = line.strip();
      if (!content.isEmpty()) {
        int begin = offset + line.indexOf(content);
        out.append(INDENT.repeat(depth(source, begin))).append(content);
      }
      if (!content.isEmpty() || !empty) {
        out.append('\n');
      }
      empty = content.isEmpty();
      offset += line.length() + 1;
    }
    return out.toString().stripTrailing() + (out.isEmpty() ? "" : "\n");
  }

  /** How many brackets are open before {@code at}, where none closes. */
  private static int depth(Source source, int at) {
    long open = source.opens.stream().filter(bracket -> bracket <= at).count();
    long closed = source.closes.stream().filter(bracket -> bracket <= at).count();
    return (int) Math.max(0, open - closed);
  }
}
