package io.spillway.streams.settings;

/** Says HOCON's syntax errors in the words of whoever writes the file. */
final class SyntaxWords {
  private static final String[] ADVICE = {" (if you intended", " (if you want"};

  private SyntaxWords() {}

  /**
   * What is wrong.
   *
   * @param message of the parser, without the place
   * @param text of the file
   */
  static String of(String message, String text) {
    if (message.contains("in quoted strings")) {
      return "a text lacks its closing quote on this line";
    }
    if (message.startsWith("Cannot concatenate")) {
      return "two values stand side by side, and one is an object or a list: is a value, a comma or"
          + " a line end missing before?";
    }
    if (message.contains("end of file")) {
      int line = Repeats.unclosedLine(text);
      if (line > 0) {
        return "the file ends, and the bracket of line " + line + " is not closed";
      }
    }
    String plain = message;
    for (String advice : ADVICE) {
      int at = plain.indexOf(advice);
      plain = at < 0 ? plain : plain.substring(0, at);
    }
    return plain;
  }
}
