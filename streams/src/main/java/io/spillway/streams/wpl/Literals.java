package io.spillway.streams.wpl;

/** Quoted texts of rule files: {@code "..."} with escapes, {@code '...'}, {@code r#"..."#}. */
final class Literals {
  private Literals() {}

  static boolean begins(Source source) {
    char c = source.peek();
    return c == '"'
        || c == '\''
        || (c == 'r'
            && (source.peek(1) == '"' || (source.peek(1) == '#' && source.peek(2) == '"')));
  }

  static String quoted(Source source) {
    int at = source.at;
    if (source.takeHere("r#\"")) {
      return raw(source, at, "\"#");
    }
    if (source.takeHere("r\"")) {
      return raw(source, at, "\"");
    }
    if (source.takeHere("\"")) {
      return escaped(source, at);
    }
    if (source.takeHere("'")) {
      return single(source, at);
    }
    throw source.stop(at, source.found() + " where text should be", "text in quotes", "");
  }

  private static String raw(Source source, int at, String end) {
    int from = source.at;
    while (!source.isEnd()) {
      int to = source.at;
      if (source.takeHere(end)) {
        return source.text(from, to);
      }
      source.at++;
    }
    throw unclosed(source, at);
  }

  /** Only {@code \'} is an escape. */
  static String single(Source source, int at) {
    StringBuilder out = new StringBuilder();
    while (!source.isEnd()) {
      if (source.takeHere("\\'")) {
        out.append('\'');
      } else if (source.takeHere("'")) {
        return out.toString();
      } else {
        out.append(source.peek());
        source.at++;
      }
    }
    throw unclosed(source, at);
  }

  private static String escaped(Source source, int at) {
    StringBuilder out = new StringBuilder();
    while (!source.isEnd()) {
      char c = source.peek();
      source.at++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape(source) : c);
    }
    throw unclosed(source, at);
  }

  private static char escape(Source source) {
    char c = source.peek();
    source.at++;
    switch (c) {
      case 'n' -> {
        return '\n';
      }
      case 't' -> {
        return '\t';
      }
      case 'r' -> {
        return '\r';
      }
      case '"', '\\', '\'' -> {
        return c;
      }
      case 'x' -> {
        int high = Character.digit(source.peek(), 16);
        int low = Character.digit(source.peek(1), 16);
        if (high >= 0 && low >= 0) {
          source.at += 2;
          return (char) (high << 4 | low);
        }
      }
      default -> {}
    }
    throw source.stop(source.at - 1, "unknown escape", "one of \\\" \\\\ \\n \\t \\r \\xHH", "");
  }

  private static Source.Stop unclosed(Source source, int at) {
    return source.stop(at, "the text is not closed", "a closing quote", "");
  }
}
