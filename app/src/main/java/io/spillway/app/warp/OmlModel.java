package io.spillway.app.warp;

import io.spillway.streams.route.Glob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in OML, Warp Parse's transform language: which rules it is for, and which of its
 * statements can be had here. Fields pass as they are; constants become tags of a group.
 */
record OmlModel(
    String file, String name, boolean enabled, List<String> rules, List<Statement> statements) {
  private static final Pattern HEAD = Pattern.compile("(?m)^\\s*(name|rule|enable)\\s*:");
  private static final Pattern STATEMENT = Pattern.compile("(?s)([^=]+?)(?::\\s*\\w+\\s*)?=(.*)");
  private static final Pattern PASS = Pattern.compile("(take|read)\\s*\\(\\s*\\)");
  private static final Pattern CONSTANT =
      Pattern.compile("(chars|ip|digit|float)\\s*\\(([^()]*)\\)");

  /** What one statement gives, and how: with {@code passes} it is the field of that name. */
  record Statement(String target, String expression) {
    boolean passes() {
      return PASS.matcher(expression).matches();
    }

    boolean passesAll() {
      return passes() && target.equals("*");
    }

    /** Its constant, or null. */
    @org.jspecify.annotations.Nullable
    String constant() {
      Matcher constant = CONSTANT.matcher(expression);
      return constant.matches() && target.matches("[\\w-]+") ? constant.group(2).strip() : null;
    }
  }

  static OmlModel of(String file, String text) {
    String code = text.replaceAll("(?m)^\\s*//.*$", "");
    String[] parts = code.split("(?m)^\\s*---\\s*$", 2);
    Map<String, String> head = new LinkedHashMap<>();
    Matcher key = HEAD.matcher(parts[0]);
    List<Integer> bounds = new ArrayList<>();
    while (key.find()) {
      bounds.add(key.start());
      bounds.add(key.end());
      head.put(key.group(1), "");
    }
    int i = 0;
    for (Map.Entry<String, String> entry : head.entrySet()) {
      int end = 2 * i + 2 < bounds.size() ? bounds.get(2 * i + 2) : parts[0].length();
      entry.setValue(parts[0].substring(bounds.get(2 * i + 1), end).strip());
      i++;
    }
    List<String> rules = new ArrayList<>();
    for (String rule : head.getOrDefault("rule", "").split("\\s+", -1)) {
      if (!rule.isEmpty()) {
        rules.add(rule);
      }
    }
    List<Statement> statements =
        parts.length < 2 ? List.of() : statements(parts[1].replace("---", ""));
    boolean enabled = !head.getOrDefault("enable", "true").equals("false");
    return new OmlModel(file, head.getOrDefault("name", ""), enabled, rules, statements);
  }

  /** Cut at {@code ;} outside of braces and texts. */
  private static List<Statement> statements(String body) {
    List<Statement> all = new ArrayList<>();
    int depth = 0;
    boolean text = false;
    int from = 0;
    for (int at = 0; at <= body.length(); at++) {
      char c = at == body.length() ? ';' : body.charAt(at);
      text = c == '"' ? !text : text;
      depth += text ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
      if (at == body.length() || (c == ';' && depth == 0 && !text)) {
        Matcher statement = STATEMENT.matcher(body.substring(from, at).strip());
        if (statement.matches()) {
          String expression = statement.group(2).strip().replaceAll("\\s+", " ");
          all.add(new Statement(statement.group(1).strip(), expression));
        } else if (!body.substring(from, at).isBlank()) {
          all.add(new Statement(body.substring(from, at).strip(), ""));
        }
        from = at + 1;
      }
    }
    return all;
  }

  boolean isFor(String rule) {
    return rules.stream().anyMatch(pattern -> matches(pattern, rule));
  }

  /** Whether all fields pass, those named by no statement too. */
  boolean passesAll() {
    return statements.stream().anyMatch(Statement::passesAll);
  }

  /** As Warp Parse matches names of rules, but whether a {@code /} leads them is all one. */
  static boolean matches(String pattern, String name) {
    return new Glob(bare(pattern)).matches(bare(name));
  }

  private static String bare(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
