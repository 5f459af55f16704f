package io.spillway.streams.settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds objects that one file opens twice ({@code web { ... } web { ... }}). HOCON merges them
 * silently; of two sources with one name that is a mistake. Reads a text that parses; knows
 * strings, comments and brackets, nothing else.
 */
final class Repeats {
  private static final String LIST = "[";

  private final String text;
  private final String file;
  private final Problems problems;
  private final Deque<String> open = new ArrayDeque<>();
  private final Deque<Integer> openedAt = new ArrayDeque<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final StringBuilder word = new StringBuilder();
  private int at;
  private int line = 1;

  private Repeats(String text, String file, Problems problems) {
    this.text = text;
    this.file = file;
    this.problems = problems;
  }

  static void find(String text, String file, Problems problems) {
    new Repeats(text, file, problems).scan();
  }

  /** The line of the last bracket that the text does not close; 0 if it closes all. */
  static int unclosedLine(String text) {
    Repeats reading = new Repeats(text, "", new Problems());
    reading.scan();
    Integer line = reading.openedAt.peek();
    return line == null ? 0 : line;
  }

  private void scan() {
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> quoted();
        case '#' -> comment();
        case '/' -> slash();
        case '{' -> opened();
        case '[' -> nested(LIST);
        case '}', ']' -> closed();
        case ',', '\n' -> word.setLength(0);
        default -> word.append(c);
      }
      if (at < text.length() && text.charAt(at) == '\n') {
        line++;
      }
      at++;
    }
  }

  private void quoted() {
    String mark = text.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
    int from = at + mark.length();
    int end = from;
    while (end < text.length() && !text.startsWith(mark, end)) {
      line += text.charAt(end) == '\n' ? 1 : 0;
      end += mark.length() == 1 && text.charAt(end) == '\\' ? 2 : 1;
    }
    word.append(text, from, Math.min(end, text.length()));
    at = end + mark.length() - 1;
  }

  private void slash() {
    if (text.startsWith("//", at)) {
      comment();
    } else {
      word.append('/');
    }
  }

  private void comment() {
    int end = text.indexOf('\n', at);
    at = (end < 0 ? text.length() : end) - 1;
  }

  private void opened() {
    String key = word.toString().strip();
    boolean substitution = key.endsWith("$");
    boolean merges = key.contains("$") || key.endsWith("+=") || key.isEmpty();
    nested(key.replaceAll("\\s*[:=]$", ""));
    if (!substitution && !merges && !open.contains(LIST)) {
      String path = path();
      Integer first = seen.putIfAbsent(path, line);
      if (first != null) {
        String what = "is opened a second time; the first is at line " + first;
        problems.add(new Problem(new Place(file, line), path, "", what));
      }
    }
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    open.descendingIterator()
        .forEachRemaining(key -> path.append(path.length() == 0 ? "" : ".").append(key));
    return path.toString();
  }

  private void nested(String key) {
    open.push(key);
    openedAt.push(line);
    word.setLength(0);
  }

  private void closed() {
    open.poll();
    openedAt.poll();
    word.setLength(0);
  }
}
