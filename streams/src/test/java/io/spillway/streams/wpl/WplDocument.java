package io.spillway.streams.wpl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The examples of {@code docs/wpl.md}. Blocks: {@code wpl} with rules, then {@code text} with lines
 * and {@code json} with what {@code rule parse} prints for them, or {@code miss} with what a sink
 * of missed records gets, or {@code error} with all that the compiler says. Tables: a first cell
 * headed {@code fields} (one group) or {@code rule} (all between the braces), {@code input} and
 * {@code gives}, or {@code says} and {@code expected} of an error. An empty first cell is the one
 * above it; {@code ⇥} stands for a tab.
 */
final class WplDocument {
  static final Path PATH = Path.of("../docs/wpl.md");
  static final String NO_MATCH = "no match";

  private final List<Example> examples = new ArrayList<>();
  private final List<String> lines;

  private WplDocument(List<String> lines) {
    this.lines = lines;
  }

  /** How an example is told: by blocks of what is printed, or by a row of a table. */
  enum Kind {
    PRINTED,
    MISS,
    ERRORS,
    ROW,
    ERROR_ROW,
    CASES,
    JAVA
  }

  /**
   * One example.
   *
   * @param line of the document, from 1
   * @param gives what it wants; of a row the cells behind the rule or input, joined by newlines
   */
  record Example(int line, Kind kind, String rules, String input, String gives) {
    /** Whether some line of it is parsed. */
    boolean parses() {
      return kind == Kind.ROW
          ? !gives.equals(NO_MATCH)
          : kind == Kind.PRINTED && gives.contains("\"outcome\":\"parsed\"");
    }
  }

  static List<Example> examples() throws IOException {
    WplDocument document = new WplDocument(Files.readAllLines(PATH));
    document.read();
    return List.copyOf(document.examples);
  }

  private void read() {
    String rules = "";
    String text = "";
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.startsWith("```")) {
        int begin = at + 1;
        at = endOfBlock(begin);
        String block = String.join("\n", lines.subList(begin, at)) + "\n";
        switch (line.substring(3)) {
          case "wpl" -> {
            rules = block;
            if (block.contains("//>")) {
              examples.add(new Example(begin, Kind.CASES, rules, "", ""));
            }
          }
          case "text" -> text = block;
          case "json" -> examples.add(new Example(begin, Kind.PRINTED, rules, text, block));
          case "miss" -> examples.add(new Example(begin, Kind.MISS, rules, text, block));
          case "error" -> examples.add(new Example(begin, Kind.ERRORS, rules, "", block));
          case "java" -> examples.add(new Example(begin, Kind.JAVA, "", "", block));
          default -> {}
        }
        at++;
      } else if (line.startsWith("| fields | input |") || line.startsWith("| rule |")) {
        at = table(at);
      } else {
        at++;
      }
    }
  }

  private int endOfBlock(int begin) {
    int at = begin;
    while (!lines.get(at).equals("```")) {
      at++;
    }
    return at;
  }

  private int table(int head) {
    boolean fields = lines.get(head).startsWith("| fields |");
    boolean errors = !lines.get(head).contains("| input |");
    String rule = "";
    int at = head + 2;
    for (; at < lines.size() && lines.get(at).startsWith("|"); at++) {
      List<String> cells = cells(lines.get(at));
      String first = code(cells.get(0));
      rule = first.isEmpty() ? rule : fields ? "(" + first + ")" : first;
      String rules = errors ? rule : "rule r { " + rule + " }";
      String second = cells.get(1);
      examples.add(
          errors
              ? new Example(at + 1, Kind.ERROR_ROW, rules, "", second + "\n" + code(cells.get(2)))
              : new Example(at + 1, Kind.ROW, rules, code(second), cells.get(2)));
    }
    return at;
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.substring(1).split("(?<!\\\\)\\|", -1)) {
      cells.add(cell.strip().replace("\\|", "|"));
    }
    return cells;
  }

  /** The text between a cell's first and last backtick; empty without. */
  static String code(String cell) {
    int from = cell.indexOf('`');
    int to = cell.lastIndexOf('`');
    return to > from ? cell.substring(from + 1, to).replace('⇥', '\t') : "";
  }
}
