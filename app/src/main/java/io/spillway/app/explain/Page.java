package io.spillway.app.explain;

/** Lines of a tree with words wrapped at a width; escapes of styles take no columns. */
final class Page {
  private static final int LEAST_TEXT = 20;
  private static final String ESCAPES = "\u001b\\[[0-9;]*m";

  private final Look look;
  private final StringBuilder out = new StringBuilder();

  Page(Look look) {
    this.look = look;
  }

  /**
   * A node's place in a tree.
   *
   * @param first what its first line begins with
   * @param rest what its other lines begin with
   */
  record Branch(String first, String rest) {}

  Branch branch(String parent, boolean last) {
    String corner = look.drawn() ? "\u2514\u2500 " : "`- ";
    String tee = look.drawn() ? "\u251c\u2500 " : "|- ";
    return new Branch(parent + (last ? corner : tee), parent + (last ? "   " : guide()));
  }

  /** What leads on to a next sibling. */
  String guide() {
    return look.drawn() ? "\u2502  " : "|  ";
  }

  void gap() {
    out.append('\n');
  }

  void line(String prefix, String text) {
    out.append((prefix + text).stripTrailing()).append('\n');
  }

  /** A bold name and a text behind it, of which further lines begin with {@code rest}. */
  void wrapped(String first, String rest, String name, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean begun = !name.isEmpty();
    if (begun) {
      line.append(bold(name));
    }
    int used = columns(line);
    int least = columns(rest) + LEAST_TEXT;
    for (String word : text.split(" ", -1)) {
      int gap = begun ? (line.length() == 0 ? 0 : 1) : 0;
      if (begun && used + gap + word.length() > Math.max(look.width(), least)) {
        line("", line.toString());
        line = new StringBuilder(rest);
        used = columns(line);
        gap = 0;
      }
      line.append(" ".repeat(gap)).append(word);
      used += gap + word.length();
      begun = true;
    }
    line("", line.toString());
  }

  String bold(String text) {
    return style(text, "1");
  }

  String dim(String text) {
    return style(text, "2");
  }

  private String style(String text, String code) {
    return look.styled() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static int columns(CharSequence text) {
    return text.toString().replaceAll(ESCAPES, "").length();
  }

  String text() {
    return out.toString();
  }
}
