package io.spillway.streams.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves substitutions. One that leads nowhere becomes a problem and is replaced by a mark that
 * getters pass over, so that the problems behind it are found as well.
 */
final class Unresolved {
  private static final String MARK = "\u0000unresolved";
  private static final Pattern NAME = Pattern.compile("\\$\\{([^}?]+)}");
  private static final String HOW =
      ": no variable of the environment and no key of the configuration has this name; ${?%s}"
          + " may be left out";
  private static final int MOST = 100;

  private Unresolved() {}

  /** Stands for a value that is known to be missing. */
  static ConfigValue mark(ConfigOrigin origin) {
    return ConfigValueFactory.fromAnyRef(MARK).withOrigin(origin);
  }

  static boolean is(ConfigValue value) {
    return value.unwrapped() instanceof String text && text.contains(MARK);
  }

  static Config resolve(Config config, Problems problems) {
    Config source = config;
    for (int i = 0; i < MOST; i++) {
      try {
        return config.resolveWith(source);
      } catch (ConfigException.UnresolvedSubstitution unresolved) {
        Matcher name = NAME.matcher(String.valueOf(unresolved.getMessage()));
        boolean found = name.find();
        String path = found ? name.group(1) : "";
        Place place = place(unresolved, config);
        String reference = "${" + path + "}";
        String key = new ReferenceKey(reference, place.line()).in(config.root());
        problems.add(new Problem(place, key, reference, "is not set" + HOW.formatted(path)));
        if (!found) {
          break;
        }
        source = source.withFallback(ConfigFactory.parseMap(Map.of(path, MARK)));
      }
    }
    return ConfigFactory.empty();
  }

  private static Place place(ConfigException unresolved, Config config) {
    ConfigOrigin origin = unresolved.origin();
    return Place.of(origin == null ? config.origin() : origin);
  }
}
