package io.spillway.streams.wpl;

import io.spillway.streams.wpl.SeparatorPattern.Segment;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads separators: {@code \,} and the like, and {@code {pattern}}. */
final class SeparatorReader {
  /** Letters and digits that stand for something else behind a backslash. */
  private static final String MARKS = "stS0";

  private final Source source;

  SeparatorReader(Source source) {
    this.source = source;
  }

  Optional<SeparatorSyntax> separator() {
    if (source.peek() == '\\') {
      return Optional.of(shortcut());
    }
    if (source.peek() == '{') {
      return Optional.of(pattern());
    }
    return Optional.empty();
  }

  /** Several marks with a letter that has no meaning of its own are the text that they spell. */
  private SeparatorSyntax shortcut() {
    int at = source.at;
    StringBuilder marks = new StringBuilder();
    while (source.peek() == '\\') {
      if (source.at + 1 >= source.length()) {
        throw source.stop(at, "the separator is not complete", "a character after '\\'", "");
      }
      int point = codePointAhead();
      marks.appendCodePoint(point);
      source.at += 1 + Character.charCount(point);
    }
    String text = marks.toString();
    if (text.equals("0")) {
      return new SeparatorSyntax.ToEnd();
    }
    if (text.equals("S")) {
      return new SeparatorSyntax.Blank();
    }
    if (text.chars().anyMatch(c -> Character.isLetterOrDigit(c) && MARKS.indexOf(c) < 0)) {
      return new SeparatorSyntax.Literal(text);
    }
    if (text.indexOf('S') >= 0 || (text.indexOf('0') >= 0 && text.length() > 1)) {
      throw source.stop(at, "\\S and \\0 stand alone", "one separator", "");
    }
    return new SeparatorSyntax.Literal(text.replace('s', ' ').replace('t', '\t'));
  }

  private int codePointAhead() {
    char high = source.peek(1);
    return Character.isHighSurrogate(high) ? Character.toCodePoint(high, source.peek(2)) : high;
  }

  private SeparatorSyntax pattern() {
    int open = source.at;
    source.at++;
    List<Segment> head = new ArrayList<>();
    List<Segment> tail = new ArrayList<>();
    List<Segment> kept = new ArrayList<>();
    boolean star = false;
    boolean closed = false;
    while (!closed) {
      char c = source.peek();
      if (source.isEnd() || c == '\n') {
        throw source.stop(open, "the pattern is not closed", "'}'", "");
      }
      if (c == '}') {
        closed = true;
        source.at++;
      } else if (c == '*') {
        if (star) {
          throw source.stop(
              source.at, "a pattern has at most one *", "\\* for the character itself", "");
        }
        star = true;
        source.at++;
      } else if (c == '(') {
        kept(kept);
      } else {
        segment(star ? tail : head);
      }
    }
    if (head.isEmpty() && tail.isEmpty() && kept.isEmpty() && !star) {
      throw source.stop(open, "the pattern is empty", "text between { and }", "");
    }
    String text = source.text(open + 1, source.at - 1);
    return new SeparatorSyntax.Pattern(
        new SeparatorPattern(List.copyOf(head), star, List.copyOf(tail), List.copyOf(kept)), text);
  }

  private void kept(List<Segment> kept) {
    int open = source.at;
    source.at++;
    while (source.peek() != ')') {
      if (source.isEnd() || source.peek() == '\n') {
        throw source.stop(open, "'(' is not closed", "')'", "");
      }
      if (source.peek() == '*' || source.peek() == '(') {
        throw source.stop(
            source.at, "'" + source.peek() + "' cannot stand in ( )", "text, ? or an escape", "");
      }
      segment(kept);
    }
    source.at++;
    if (source.peek() != '}') {
      throw source.stop(
          open, "( ) stands at the end of a pattern", "'}' after ')', or \\( for the bracket", "");
    }
  }

  private void segment(List<Segment> to) {
    char c = source.peek();
    if (c == ')') {
      throw source.stop(source.at, "unexpected ')'", "\\) for the bracket itself", "");
    }
    if (c == '?') {
      source.at++;
      to.add(new Segment(SeparatorPattern.ANY, new byte[0]));
    } else if (c == '\\') {
      source.at++;
      escape(to);
    } else {
      int point = Character.isHighSurrogate(c) ? Character.toCodePoint(c, source.peek(1)) : c;
      source.at += Character.charCount(point);
      literal(to, Character.toString(point));
    }
  }

  private void escape(List<Segment> to) {
    char c = source.peek();
    source.at++;
    switch (c) {
      case 's' -> to.add(new Segment(SeparatorPattern.SPACES, new byte[0]));
      case 'S' -> to.add(new Segment(SeparatorPattern.NO_SPACES, new byte[0]));
      case 'h' -> to.add(new Segment(SeparatorPattern.BLANKS, new byte[0]));
      case 'H' -> to.add(new Segment(SeparatorPattern.NO_BLANKS, new byte[0]));
      case '0' -> literal(to, "\0");
      case 'n' -> literal(to, "\n");
      case 't' -> literal(to, "\t");
      case 'r' -> literal(to, "\r");
      default -> literal(to, Character.toString(c));
    }
  }

  /** Adds to the literal at the end, if there is one. */
  private static void literal(List<Segment> to, String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    Segment last = to.isEmpty() ? null : to.get(to.size() - 1);
    if (last == null || last.kind() != SeparatorPattern.LITERAL) {
      to.add(new Segment(SeparatorPattern.LITERAL, more));
      return;
    }
    byte[] both = java.util.Arrays.copyOf(last.literal(), last.literal().length + more.length);
    System.arraycopy(more, 0, both, last.literal().length, more.length);
    to.set(to.size() - 1, new Segment(SeparatorPattern.LITERAL, both));
  }
}
