package io.spillway.streams.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Map;

/**
 * Finds the key whose value holds a reference that leads nowhere.
 *
 * @param reference as it is written, {@code ${NAME}}
 * @param line where
 */
record ReferenceKey(String reference, int line) {
  /** The whole key; empty if it can't be found. */
  String in(ConfigObject unresolved) {
    return find(unresolved, "");
  }

  private String find(ConfigObject object, String prefix) {
    try {
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        String path = prefix + entry.getKey();
        String found =
            entry.getValue() instanceof ConfigObject inner
                ? find(inner, path + ".")
                : holds(entry.getValue()) ? path : "";
        if (!found.isEmpty()) {
          return found;
        }
      }
      return "";
    } catch (ConfigException.NotResolved mergedLater) {
      return "";
    }
  }

  private boolean holds(ConfigValue value) {
    return value.origin().lineNumber() == line
        && value.render(ConfigRenderOptions.concise()).contains(reference);
  }
}
