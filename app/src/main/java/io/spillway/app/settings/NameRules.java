package io.spillway.app.settings;

import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Section;
import java.util.regex.Pattern;

/** Checks names that people give: they become metric labels and parts of file names. */
final class NameRules {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?");
  private static final Pattern NODE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  private NameRules() {}

  static void check(Section root, String name, Section named) {
    if (!NAME.matcher(name).matches()) {
      root.problems()
          .add(
              new Problem(
                  named.place(),
                  named.path(),
                  "",
                  "a name has letters, digits, _ . and -, begins with a letter or digit, ends with"
                      + " no ., and has at most 64"));
    }
  }

  static boolean isNode(String name) {
    return NODE.matcher(name).matches();
  }
}
