package io.spillway.app.warp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names as they are allowed here, each used once whatever the case of its letters. */
final class Unique {
  private static final int LONGEST = 60;
  private final Set<String> used = new HashSet<>();

  String of(String wish) {
    String name = wish.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[-_]+|-+$", "");
    name = name.isEmpty() ? "unnamed" : name;
    name = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    String unique = name;
    for (int i = 2; !used.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }
}
