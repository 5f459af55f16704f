package io.spillway.streams.wpl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The page a rule file is laid out on, line by line, with the comments and empty lines of the file
 * between what is written. For {@link RuleLayout}; made for one file.
 */
final class LayoutPage {
  static final int WIDTH = 100;
  private static final String INDENT = "  ";

  private final String text;
  private final List<Source.Comment> all;
  private final Deque<Source.Comment> comments;
  private final StringBuilder out = new StringBuilder();

  /** Whether the line before opened a bracket, or there is none. */
  private boolean opened = true;

  LayoutPage(String text, List<Source.Comment> comments) {
    this.text = text;
    this.all = List.copyOf(comments);
    this.comments = new ArrayDeque<>(comments);
  }

  /** Whether a comment stands between two offsets. */
  boolean hasComment(int from, int to) {
    return all.stream().anyMatch(comment -> comment.at() > from && comment.at() < to);
  }

  /** Whether the line ends behind the bracket at {@code open}. */
  boolean isBrokenBehind(int open) {
    int at = open + 1;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '\n';
  }

  /** Writes the comments before {@code at}, and leaves the empty line that stands before it. */
  void before(int at, int depth) {
    comments(at, depth);
    emptyLine(at);
  }

  /** As {@link #before}, with an empty line even where there was none. */
  void apart(int at, int depth) {
    boolean comes = isBehindEmptyLine(at);
    for (Source.Comment comment : comments) {
      comes |= comment.at() < at && isBehindEmptyLine(comment.at());
    }
    if (!comes && !opened) {
      out.append('\n');
    }
    before(at, depth);
  }

  /** Writes the comments before {@code at}, where a bracket closes or the file ends. */
  void comments(int at, int depth) {
    while (!comments.isEmpty() && comments.peek().at() < at) {
      Source.Comment comment = comments.remove();
      emptyLine(comment.at());
      comment(comment, depth);
    }
  }

  private void comment(Source.Comment comment, int depth) {
    List<String> lines =
        new ArrayList<>(List.of(text.substring(comment.at(), comment.end()).split("\n", -1)));
    int had = column(comment.at());
    int has = INDENT.length() * depth;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).stripTrailing();
      if (i > 0 && i < lines.size() - 1) {
        line = shifted(line, has - had);
      } else {
        line = line.isEmpty() ? line : " ".repeat(has) + line.strip();
      }
      out.append(line).append('\n');
    }
    opened = false;
  }

  /** A line within a comment keeps its place beside the comment's first one. */
  private static String shifted(String line, int by) {
    if (line.isEmpty() || by >= 0) {
      return line.isEmpty() ? line : " ".repeat(by) + line;
    }
    int blanks = 0;
    while (blanks < line.length() && blanks < -by && line.charAt(blanks) == ' ') {
      blanks++;
    }
    return line.substring(blanks);
  }

  private int column(int at) {
    return at - (text.lastIndexOf('\n', at - 1) + 1);
  }

  private void emptyLine(int at) {
    if (!opened && isBehindEmptyLine(at)) {
      out.append('\n');
    }
  }

  /** Whether {@code at} begins a line, and the one before is empty. */
  private boolean isBehindEmptyLine(int at) {
    int line = text.lastIndexOf('\n', at - 1) + 1;
    if (line == 0 || !text.substring(line, at).isBlank()) {
      return false;
    }
    int before = text.lastIndexOf('\n', line - 2) + 1;
    return text.substring(before, line).isBlank();
  }

  /** Begins a line. */
  void begin(int depth) {
    out.append(INDENT.repeat(depth));
  }

  void write(String part) {
    out.append(part);
  }

  /** Ends a line; {@code opens} says whether it ends with a bracket that opens. */
  void end(boolean opens) {
    out.append('\n');
    opened = opens;
  }

  /** Whether {@code part} fits on the line at hand. */
  boolean fits(String part) {
    return column() + width(part) <= WIDTH;
  }

  static boolean fits(String line, int depth) {
    return INDENT.length() * depth + width(line) <= WIDTH;
  }

  private int column() {
    int line = out.lastIndexOf("\n") + 1;
    return width(out.substring(line));
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  String text() {
    return out.toString();
  }
}
