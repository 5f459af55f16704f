package io.spillway.streams.wpl;

/**
 * Comments of rule files: {@code //} at the start of a line, and {@code /*} to {@code *}{@code /},
 * each mark at the start of a line. They become blanks, so that positions stay.
 */
final class Comments {
  private Comments() {}

  static String blank(String text, Source source) {
    StringBuilder out = new StringBuilder(text);
    int open = -1;
    int line = 0;
    while (line < text.length()) {
      int newline = text.indexOf('\n', line);
      int end = newline < 0 ? text.length() : newline;
      int first = line;
      while (first < end && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
        first++;
      }
      if (open >= 0) {
        boolean closes = text.startsWith("*/", first);
        blank(out, line, closes ? first + 2 : end);
        if (closes) {
          source.comments.add(new Source.Comment(open, first + 2));
          open = -1;
        }
      } else if (text.startsWith("//", first)) {
        blank(out, first, end);
        source.comments.add(new Source.Comment(first, end));
      } else if (text.startsWith("/*", first)) {
        open = first;
        blank(out, first, end);
      }
      line = end + 1;
    }
    if (open >= 0) {
      source.error(open, "comment is not closed", "'*/' at the start of a line", "");
    }
    if (out.length() > 0 && out.charAt(0) == '\ufeff') {
      out.setCharAt(0, ' ');
    }
    return out.toString();
  }

  private static void blank(StringBuilder out, int from, int to) {
    for (int i = from; i < to; i++) {
      if (out.charAt(i) != '\r') {
        out.setCharAt(i, ' ');
      }
    }
  }
}
