package io.spillway.streams.encode;

import java.util.List;

/**
 * Makes what came with a record fit to stand in structured data (RFC 5424, 6.3.3), where a quote
 * would end its value, a bracket its element and a line end maybe its message. Stateless.
 */
final class StructuredValues {
  private StructuredValues() {}

  /** Which parts stand between two quotes of the template. */
  static boolean[] quoted(List<Template.Part> parts) {
    boolean[] quoted = new boolean[parts.size()];
    boolean inside = false;
    for (int i = 0; i < quoted.length; i++) {
      quoted[i] = inside;
      if (parts.get(i) instanceof Template.Text text) {
        inside = insideAfter(text.utf8(), inside);
      }
    }
    return quoted;
  }

  private static boolean insideAfter(byte[] text, boolean before) {
    boolean inside = before;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '"') {
        inside = !inside;
      } else if (text[i] == '\\' && inside) {
        i++;
      }
    }
    return inside;
  }

  /** In a value: quotes, backslashes and closing brackets get a backslash before them. */
  static void escape(OutBuffer out, int start) {
    oneLine(out, start);
    int end = out.length();
    int marks = 0;
    byte[] bytes = out.room(0);
    for (int i = start; i < end; i++) {
      marks += isMark(bytes[i]) ? 1 : 0;
    }
    if (marks == 0) {
      return;
    }
    bytes = out.room(marks);
    int to = end + marks;
    out.to(to);
    for (int i = end - 1; i >= start; i--) {
      bytes[--to] = bytes[i];
      if (isMark(bytes[to])) {
        bytes[--to] = '\\';
      }
    }
  }

  private static boolean isMark(byte b) {
    return b == '"' || b == '\\' || b == ']';
  }

  /** Control characters become underscores. */
  static void oneLine(OutBuffer out, int start) {
    byte[] bytes = out.room(0);
    for (int i = start; i < out.length(); i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7f) {
        bytes[i] = '_';
      }
    }
  }
}
