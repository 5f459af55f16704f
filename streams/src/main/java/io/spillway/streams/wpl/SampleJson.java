package io.spillway.streams.wpl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JSON value put together from paths as rules write them: {@code a/b}, {@code list[0]}. */
final class SampleJson {
  private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,3})]");
  private static final int LONGEST_ARRAY = 100;

  private final Map<String, SampleJson> members = new LinkedHashMap<>();
  private final List<SampleJson> elements = new ArrayList<>();
  private @Nullable String text;

  /** Puts a value, written as JSON, at {@code path}; leaves what stands there or in its way. */
  void put(String path, String value) {
    SampleJson node = this;
    for (String step : path.split("/", -1)) {
      int bracket = step.indexOf('[');
      String key = bracket < 0 ? step : step.substring(0, bracket);
      node = key.isEmpty() && bracket >= 0 ? node : node.member(key);
      Matcher index = INDEX.matcher(step);
      while (index.find()) {
        node = node.element(Math.min(Integer.parseInt(index.group(1)), LONGEST_ARRAY));
      }
    }
    if (node.members.isEmpty() && node.elements.isEmpty() && node.text == null) {
      node.text = value;
    }
  }

  private SampleJson member(String key) {
    return members.computeIfAbsent(key, k -> new SampleJson());
  }

  private SampleJson element(int index) {
    while (elements.size() <= index) {
      elements.add(new SampleJson());
    }
    return elements.get(index);
  }

  /** As one line; places that nothing was put at are null. */
  String render(boolean root) {
    if (text != null) {
      return text;
    }
    if (!elements.isEmpty()) {
      return "[" + String.join(",", elements.stream().map(e -> e.render(false)).toList()) + "]";
    }
    if (members.isEmpty() && !root) {
      return "null";
    }
    List<String> all = new ArrayList<>();
    members.forEach((key, value) -> all.add(quoted(key) + ":" + value.render(false)));
    return "{" + String.join(",", all) + "}";
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
