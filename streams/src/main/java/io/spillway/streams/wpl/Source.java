package io.spillway.streams.wpl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A rule file being read: its text with comments blanked out, and the position in it. Errors are
 * collected in a list that all files share.
 */
final class Source {
  private final RuleFile file;
  private final String text;
  private final List<RuleError> errors;
  int at;

  Source(RuleFile file, List<RuleError> errors) {
    this.file = file;
    this.errors = errors;
    this.text = Comments.blank(file.text(), this);
  }

  /** Where comments stand, in their order. */
  final List<Comment> comments = new ArrayList<>();

  /** One comment: its text from {@code at} on, which is at the start of a line. */
  record Comment(int at, int end) {}

  /** Ends the reading of what is at hand; the error is noted already. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stop() {
      super("rule error", null, false, false);
    }
  }

  boolean isEnd() {
    return at >= text.length();
  }

  /** The character {@code ahead} of the position, or NUL at the end. */
  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  char peek() {
    return peek(0);
  }

  void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Takes {@code expected} after white space, if it stands there. */
  boolean take(char expected) {
    skipSpace();
    if (!isEnd() && peek() == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Whether {@code expected} stands here after white space, which is skipped. */
  boolean isAhead(char expected) {
    skipSpace();
    return peek() == expected;
  }

  boolean takeHere(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  void need(char expected, String where) {
    if (!take(expected)) {
      throw stop(at, found() + " " + where, wanted("'" + expected + "'"), "");
    }
  }

  /** Takes characters of names: letters, digits and those in {@code more}. */
  Syntax.Word word(String more) {
    skipSpace();
    int from = at;
    while (!isEnd() && (Character.isLetterOrDigit(peek()) || more.indexOf(peek()) >= 0)) {
      at++;
    }
    return new Syntax.Word(text.substring(from, at), from);
  }

  String text(int from, int to) {
    return text.substring(from, to);
  }

  int indexOf(char c, int from) {
    return text.indexOf(c, from);
  }

  int length() {
    return text.length();
  }

  /** What stands at the position, for messages. */
  String found() {
    return isEnd() ? "the file ends" : "unexpected '" + shown() + "'";
  }

  /** What was expected at the position, with a word to those who begin comments with #. */
  String wanted(String expected) {
    return peek() == '#' ? expected + "; a comment begins with //" : expected;
  }

  private String shown() {
    return new String(Character.toChars(text.codePointAt(at)));
  }

  void error(int offset, String message, String expected, String nearest) {
    String all = file.text();
    int place = Math.min(offset, all.length());
    int lineStart = all.lastIndexOf('\n', place - 1) + 1;
    int lineEnd = all.indexOf('\n', place);
    int line = 1 + (int) all.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    String source = all.substring(lineStart, lineEnd < 0 ? all.length() : lineEnd);
    errors.add(
        new RuleError(
            file.path(),
            line,
            all.codePointCount(lineStart, place) + 1,
            source.stripTrailing(),
            message,
            expected,
            nearest));
  }

  /** Notes an unknown word with the nearest one that is known. */
  void unknown(String what, Syntax.Word word, Collection<String> known, String expected) {
    error(
        word.at(),
        "unknown " + what + " '" + word.text() + "'",
        expected,
        NearestWord.of(word.text(), known));
  }

  Stop stop(int offset, String message, String expected, String nearest) {
    error(offset, message, expected, nearest);
    return new Stop();
  }

  /** Goes on behind an error: to the next line that begins a rule or package, or closes one. */
  void skipToNextRule() {
    while (!isEnd()) {
      int newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length() : newline + 1;
      skipBlanks();
      if (startsWord("rule") || startsWord("package") || text.startsWith("#[", at)) {
        return;
      }
    }
  }

  private void skipBlanks() {
    while (!isEnd() && (peek() == ' ' || peek() == '\t')) {
      at++;
    }
  }

  /** Whether {@code word} stands here, with no letter or digit behind it. */
  boolean startsWord(String word) {
    return text.startsWith(word, at) && Character.isWhitespace(peek(word.length()));
  }
}
