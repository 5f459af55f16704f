package io.spillway.app.warp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code expect} of groups and sinks: which part of the input should come where. What does not fit
 * together is left out, and said to be. Stateless.
 */
final class WarpExpect {
  private static final Map<String, String> BASES =
      Map.of("total_input", "total-input", "group_input", "group-input");
  private static final List<String> MODES = List.of("warn", "error");

  private WarpExpect() {}

  /** Writes a group's, the last of those that say it; {@code says} are the defaults and its own. */
  static void group(List<TomlTable> says, String at, Hocon out) {
    Map<String, String> written = new LinkedHashMap<>();
    for (TomlTable from : says) {
      for (String key : from.keys()) {
        String here = key.replace('_', '-');
        Optional<String> value = ofGroup(key, from.text(key).orElse(""));
        if (value.isPresent()) {
          written.put(here, value.get());
          from.mapped(key, at + ".expect." + here);
        } else {
          from.none(key, "an expectation has no such value here; see docs/validate.md");
        }
      }
    }
    write(written, out);
  }

  private static Optional<String> ofGroup(String key, String value) {
    return switch (key) {
      case "basis" -> Optional.ofNullable(BASES.get(value));
      case "mode" -> Optional.of(value).filter(MODES::contains);
      case "min_samples" -> Optional.of(value).filter(text -> text.matches("\\d{1,12}"));
      case "sum_tol", "others_max" -> part(value);
      default -> Optional.empty();
    };
  }

  /** Writes a sink's: a ratio and its tolerance, or bounds. */
  static void sink(TomlTable expect, String at, Hocon out) {
    Map<String, String> written = new LinkedHashMap<>();
    boolean ratio = expect.has("ratio");
    for (String key : expect.keys()) {
      boolean known =
          ratio ? List.of("ratio", "tol").contains(key) : List.of("min", "max").contains(key);
      Optional<String> value = known ? part(expect.text(key).orElse("")) : Optional.empty();
      if (value.isPresent()) {
        written.put(key, value.get());
        expect.mapped(key, at + ".expect." + key);
      } else {
        expect.none(key, "a sink expects a ratio, give or take tol, or min and max: parts of 1");
      }
    }
    write(written, out);
  }

  private static Optional<String> part(String value) {
    return Optional.of(value).filter(text -> text.matches("(0(\\.\\d+)?|1(\\.0+)?)"));
  }

  private static void write(Map<String, String> written, Hocon out) {
    if (!written.isEmpty()) {
      out.open("expect");
      written.forEach(out::set);
      out.close();
    }
  }
}
