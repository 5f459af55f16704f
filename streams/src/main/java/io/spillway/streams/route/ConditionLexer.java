package io.spillway.streams.route;

/** Cuts a condition into tokens. A character that begins none is a token of its own. */
final class ConditionLexer {
  /** What a token is. */
  enum Kind {
    FIELD,
    STRING,
    NUMBER,
    WORD,
    SIGN,
    /** Something no condition can hold, such as a string without its end. */
    BROKEN,
    END
  }

  /**
   * A token.
   *
   * @param text a field's name, a string's value, else the characters
   * @param column of its first character, from 1
   */
  record Token(Kind kind, String text, int column) {
    boolean is(String sign) {
      return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(sign);
    }

    /** As it is shown in messages. */
    String shown() {
      return switch (kind) {
        case END -> "the end";
        case FIELD -> "$" + text;
        case STRING -> '"' + text + '"';
        default -> text;
      };
    }
  }

  private static final String PAIRS = "== != >= <= =* && ||";

  private final String in;
  private int at;

  ConditionLexer(String in) {
    this.in = in;
  }

  Token next() {
    while (at < in.length() && Character.isWhitespace(in.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == in.length()) {
      return token(Kind.END, "", start);
    }
    char c = in.charAt(at);
    if (c == '"') {
      return string(start);
    } else if (c == '$') {
      at++;
      String name = run(start + 1);
      return name.isEmpty() ? token(Kind.BROKEN, "$", start) : token(Kind.FIELD, name, start);
    } else if (isDigit(c) || (c == '-' && at + 1 < in.length() && isDigit(in.charAt(at + 1)))) {
      return number(start);
    } else if (isWord(c)) {
      return token(Kind.WORD, run(start), start);
    }
    boolean pair = at + 1 < in.length() && PAIRS.contains(in.substring(at, at + 2));
    at += pair && in.charAt(at + 1) != ' ' ? 2 : 1;
    return token(Kind.SIGN, in.substring(start, at), start);
  }

  private Token string(int start) {
    StringBuilder value = new StringBuilder();
    for (at++; at < in.length() && in.charAt(at) != '"'; at++) {
      if (in.charAt(at) == '\\' && at + 1 < in.length()) {
        at++;
        value.append(unescaped(in.charAt(at)));
      } else {
        value.append(in.charAt(at));
      }
    }
    if (at == in.length()) {
      return token(Kind.BROKEN, "a string without its closing \"", start);
    }
    at++;
    return token(Kind.STRING, value.toString(), start);
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private Token number(int start) {
    at++;
    while (at < in.length() && isNumberPart(in.charAt(at), in.charAt(at - 1))) {
      at++;
    }
    String text = in.substring(start, at);
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Kind kind = NumberSpan.isNumber(bytes, 0, bytes.length) ? Kind.NUMBER : Kind.BROKEN;
    return token(kind, text, start);
  }

  private static boolean isNumberPart(char c, char before) {
    boolean exponentSign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
    return Character.isLetterOrDigit(c) || c == '.' || exponentSign;
  }

  private String run(int start) {
    while (at < in.length() && isWord(in.charAt(at))) {
      at++;
    }
    return in.substring(start, at);
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "_./@-".indexOf(c) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Token token(Kind kind, String text, int start) {
    return new Token(kind, text, start + 1);
  }
}
