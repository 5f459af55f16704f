package io.spillway.streams.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of one rule set: of the fields that its rules give, numbered once at compile time so
 * that a field is found by comparing ints, and, in {@link #rules}, of the rules. Filled by the
 * compiler, read-only afterwards.
 */
public final class Names {
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<byte[]> bytes = new ArrayList<>();
  private Rules rules = Rules.NONE;

  /** The compiler's last word: what the rules are called. */
  public void describe(Rules compiled) {
    rules = compiled;
  }

  public Rules rules() {
    return rules;
  }

  /** The same names under the same numbers, to which others can be added. */
  public Names copy() {
    Names copy = new Names();
    names.forEach(copy::intern);
    return copy;
  }

  /** The number of {@code name}, given to it now if it has none. */
  public int intern(String name) {
    return ids.computeIfAbsent(
        name,
        n -> {
          names.add(n);
          bytes.add(n.getBytes(StandardCharsets.UTF_8));
          return names.size() - 1;
        });
  }

  /** The number of {@code name}, or -1. */
  public int find(String name) {
    return ids.getOrDefault(name, -1);
  }

  public String name(int id) {
    return names.get(id);
  }

  /** The name in UTF-8; shared, not to be written to. */
  public byte[] utf8(int id) {
    return bytes.get(id);
  }

  public int size() {
    return names.size();
  }
}
