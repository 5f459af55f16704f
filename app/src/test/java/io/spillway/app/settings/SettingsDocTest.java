package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} has a row with the right default for every setting, and no other. */
class SettingsDocTest {
  private static final Path DOCUMENT = Path.of("../docs/settings.md");
  private static final Path[] REFERENCES = {
    Path.of("src/main/resources/reference.conf"),
    Path.of("../streams/src/main/resources/reference.conf")
  };
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\|(?:[^|]*\\|){3} ([^|]*) \\|[^|]*\\|");

  /** A setting that only a comment names, since it has no default: {@code # port = (required)}. */
  private static final Pattern NAMED = Pattern.compile("^\\s*# ([a-z-]+) = ");

  @Test
  void everySettingHasOneRow() throws IOException {
    Map<String, String> rows = rows();
    rows.entrySet().removeIf(row -> isNamedInComment(row.getKey(), row.getValue()));
    assertThat(new TreeSet<>(rows.keySet())).isEqualTo(defaults().keySet());
  }

  @Test
  void rowsSayTheDefault() throws IOException {
    Map<String, String> rows = rows();
    defaults()
        .forEach(
            (key, value) -> {
              if (!value.isEmpty()) {
                assertThat(rows.get(key)).as(key).isEqualTo("`" + value + "`");
              }
            });
  }

  @Test
  void settingsWithoutDefaultHaveARow() throws IOException {
    TreeSet<String> lastWords = new TreeSet<>();
    rows().keySet().forEach(key -> lastWords.add(key.substring(key.lastIndexOf('.') + 1)));
    TreeSet<String> named = new TreeSet<>();
    for (Path reference : REFERENCES) {
      for (String line : Files.readAllLines(reference)) {
        Matcher comment = NAMED.matcher(line);
        if (comment.find()) {
          named.add(comment.group(1));
        }
      }
    }
    assertThat(named).contains("port", "path", "paths", "name");
    assertThat(lastWords).containsAll(named);
  }

  private static boolean isNamedInComment(String key, String says) {
    return says.equals("required") || key.equals("node.name");
  }

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      inTable = line.startsWith("| setting |") || (inTable && line.startsWith("|"));
      Matcher row = ROW.matcher(line);
      if (inTable && row.matches()) {
        assertThat(rows.put(row.group(1), row.group(2).strip())).as(line).isNull();
      }
    }
    return rows;
  }

  /** Keys and, where one value stands for it, their defaults; an infra group counts as one. */
  private static Map<String, String> defaults() {
    Config all = ConfigFactory.empty();
    for (Path reference : REFERENCES) {
      all = all.withFallback(ConfigFactory.parseFile(reference.toFile()));
    }
    Map<String, String> defaults = new TreeMap<>();
    collect("", all.getObject("spillway.defaults"), defaults);
    return defaults;
  }

  private static void collect(String prefix, ConfigObject object, Map<String, String> to) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = prefix + entry.getKey();
      if (key.startsWith("infra.") || key.endsWith("tags")) {
        to.put(key, "");
      } else if (entry.getValue() instanceof ConfigObject inner) {
        collect(key + ".", inner, to);
      } else {
        to.put(key, text(entry.getValue()));
      }
    }
  }

  private static String text(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.render(ConfigRenderOptions.concise())
        : String.valueOf(value.unwrapped());
  }
}
