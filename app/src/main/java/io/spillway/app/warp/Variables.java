package io.spillway.app.warp;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ${NAME}} stands for: values of {@code .warp_parse/sec_key.toml} are put in, all
 * others are left to the environment, as HOCON reads them.
 */
final class Variables {
  private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Map<String, String> known = new TreeMap<>();

  /** Its keys are known with {@code SEC_} before them, in capitals. */
  void take(TomlFile secrets) {
    TomlTable root = secrets.root();
    for (String key : root.keys()) {
      String upper = key.toUpperCase(Locale.ROOT);
      String name = upper.startsWith("SEC_") ? upper : "SEC_" + upper;
      root.text(key).ifPresent(value -> known.put(name, value));
      root.differs(
          key, "", "its value stands in place of ${" + name + "} in the configuration itself");
    }
  }

  String resolve(String text) {
    return NAME.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(known.getOrDefault(found.group(1), found.group())));
  }
}
