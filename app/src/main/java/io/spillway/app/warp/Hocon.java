package io.spillway.app.warp;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes HOCON as a person would: two blanks a level, comments above what they are about. */
final class Hocon {
  private static final int WIDTH = 100;
  private static final Pattern BARE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final StringBuilder out = new StringBuilder();
  private int level;

  Hocon blank() {
    if (!out.isEmpty() && !out.toString().endsWith("{\n")) {
      out.append('\n');
    }
    return this;
  }

  Hocon open(String name) {
    return line(key(name) + " {");
  }

  Hocon close() {
    level--;
    return line("}");
  }

  /** A comment, broken at words. */
  Hocon comment(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() + word.length() + 4 + 2 * level > WIDTH && !line.isEmpty()) {
        line("# " + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return line("# " + line);
  }

  /** A setting; {@code value} as {@link #text} or the like made it. */
  Hocon set(String key, String value) {
    return line(key + " = " + value);
  }

  /** {@code tags { a = "b" }}, or nothing where there are none. */
  Hocon tags(Map<String, String> tags) {
    if (!tags.isEmpty()) {
      open("tags");
      tags.forEach((name, value) -> line(key(name) + " = " + text(value)));
      close();
    }
    return this;
  }

  private Hocon line(String text) {
    out.append("  ".repeat(level)).append(text).append('\n');
    if (text.endsWith(" {") && !text.startsWith("#")) {
      level++;
    }
    return this;
  }

  private static String key(String name) {
    return BARE.matcher(name).matches() ? name : quoted(name);
  }

  /** A text in quotes; variables of the environment stay variables. */
  static String text(String value) {
    Matcher variable = VARIABLE.matcher(value);
    StringBuilder all = new StringBuilder();
    int from = 0;
    while (variable.find()) {
      if (variable.start() > from) {
        all.append(quoted(value.substring(from, variable.start())));
      }
      all.append(variable.group());
      from = variable.end();
    }
    if (from < value.length() || all.isEmpty()) {
      all.append(quoted(value.substring(from)));
    }
    return all.toString();
  }

  static String texts(List<String> values) {
    List<String> all = new ArrayList<>();
    values.forEach(value -> all.add(text(value)));
    return "[" + String.join(", ", all) + "]";
  }

  private static String quoted(String value) {
    return new TextNode(value).toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
