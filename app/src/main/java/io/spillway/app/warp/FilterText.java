package io.spillway.app.warp;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a filter of Warp Parse as a condition: values lose their types, all else stays. */
final class FilterText {
  private static final Pattern COMPARISON =
      Pattern.compile(
          "\\$([\\w./@-]+)\\s*(==|!=|>=|<=|=\\*|>|<)\\s*([a-z_0-9]+)\\s*\\(\\s*([^()]*?)\\s*\\)");
  private static final Pattern IS_SET = Pattern.compile("isset\\s*\\(\\s*\\$([\\w./@-]+)\\s*\\)");
  private static final Pattern SIGN = Pattern.compile("&&|\\|\\||[()!]");
  private static final Set<String> NUMBERS = Set.of("digit", "float");
  private static final Set<String> TEXTS = Set.of("chars", "ip", "bool", "time", "symbol");

  private FilterText() {}

  /**
   * @param condition empty if there is no such condition here
   * @param problem why, empty if there is one
   */
  record Translation(Optional<String> condition, String problem) {
    static Translation wrong(String problem) {
      return new Translation(Optional.empty(), problem);
    }
  }

  static Translation of(String filter) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < filter.length()) {
      if (Character.isWhitespace(filter.charAt(at))) {
        at++;
        continue;
      }
      String rest = filter.substring(at);
      Matcher comparison = COMPARISON.matcher(rest);
      Matcher isSet = IS_SET.matcher(rest);
      Matcher sign = SIGN.matcher(rest);
      if (comparison.lookingAt()) {
        Optional<String> value = value(comparison);
        if (value.isEmpty()) {
          return Translation.wrong("conditions can't say '" + comparison.group() + "'");
        }
        word(out, "$" + comparison.group(1) + " " + comparison.group(2) + " " + value.get());
        at += comparison.end();
      } else if (isSet.lookingAt()) {
        word(out, "isset($" + isSet.group(1) + ")");
        at += isSet.end();
      } else if (sign.lookingAt()) {
        sign(out, sign.group());
        at += sign.end();
      } else {
        String shown = rest.lines().findFirst().orElse("");
        return Translation.wrong("conditions can't say '" + shown + "'");
      }
    }
    String text = out.toString();
    return text.isEmpty()
        ? Translation.wrong("the filter is empty")
        : new Translation(Optional.of(text), "");
  }

  private static Optional<String> value(Matcher comparison) {
    String operator = comparison.group(2);
    String type = comparison.group(3);
    String value = comparison.group(4);
    boolean ordered = operator.contains(">") || operator.contains("<");
    if (operator.equals("=*") && (NUMBERS.contains(type) || TEXTS.contains(type))) {
      return Optional.of(quoted(value));
    }
    if (NUMBERS.contains(type) || type.equals("bool")) {
      return Optional.of(value);
    }
    boolean moment = type.equals("time");
    if (!TEXTS.contains(type) || (ordered && type.equals("ip"))) {
      return Optional.empty();
    }
    return Optional.of(quoted(moment ? value.replace(' ', 'T') : value));
  }

  private static String quoted(String value) {
    boolean within = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return new TextNode(within ? value.substring(1, value.length() - 1) : value).toString();
  }

  private static void word(StringBuilder out, String word) {
    if (!out.isEmpty() && "(!".indexOf(out.charAt(out.length() - 1)) < 0) {
      out.append(' ');
    }
    out.append(word);
  }

  private static void sign(StringBuilder out, String sign) {
    if (sign.equals(")")) {
      out.append(sign);
    } else {
      word(out, sign);
    }
  }
}
