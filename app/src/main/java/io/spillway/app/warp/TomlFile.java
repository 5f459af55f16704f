package io.spillway.app.warp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One TOML file and what is said of each of its keys. A key that nobody judged is unknown, so that
 * none gets lost.
 */
final class TomlFile {
  private static final TomlMapper TOML = new TomlMapper();
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(passw|secret|token|sec_key\\.toml).*");

  private final String name;
  private final ObjectNode root;
  private final Map<String, String> leaves = new LinkedHashMap<>();
  private final Map<String, Finding> judged = new LinkedHashMap<>();
  private final @Nullable String unreadable;

  private TomlFile(String name, ObjectNode root, @Nullable String unreadable) {
    this.name = name;
    this.root = root;
    this.unreadable = unreadable;
    collect("", root);
  }

  /** Reads it; one that can't be read has no keys and says why in its findings. */
  static TomlFile read(Path path, String name) {
    try {
      JsonNode tree = TOML.readTree(Files.readString(path));
      return tree instanceof ObjectNode object
          ? new TomlFile(name, object, null)
          : new TomlFile(name, TOML.createObjectNode(), null);
    } catch (IOException wrong) {
      String why = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
      return new TomlFile(name, TOML.createObjectNode(), why);
    }
  }

  /** One that holds what is built into Warp Parse; it is in no report. */
  static TomlFile builtIn(ObjectNode root) {
    return new TomlFile("", root, null);
  }

  String name() {
    return name;
  }

  TomlTable root() {
    return new TomlTable(this, "", root);
  }

  private void collect(String path, JsonNode node) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      object
          .properties()
          .forEach(
              member ->
                  collect(
                      path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                      member.getValue()));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "[" + i + "]", node.get(i));
      }
    } else if (!path.isEmpty()) {
      leaves.put(path, shown(path, node));
    }
  }

  private String shown(String path, JsonNode node) {
    if (SECRET.matcher(path).matches() || SECRET.matcher(name).matches()) {
      return "(secret)";
    }
    String text = node.toString().replace("\\\\", "\\");
    return text.length() > 80 ? text.substring(0, 77) + "..." : text;
  }

  /** Says it of the key and all below it; the worst that is said of a key stays. */
  void judge(String path, Verdict verdict, String here, String note) {
    for (Map.Entry<String, String> leaf : leaves.entrySet()) {
      String key = leaf.getKey();
      boolean below = key.startsWith(path + ".") || key.startsWith(path + "[");
      if (path.isEmpty() || key.equals(path) || below) {
        Finding finding = new Finding(name, key, leaf.getValue(), verdict, here, note);
        judged.merge(
            key, finding, (old, now) -> now.verdict().compareTo(old.verdict()) > 0 ? now : old);
      }
    }
  }

  /** Of every key, in the order of the file. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    if (unreadable != null) {
      String note = "is no TOML (" + unreadable + "): nothing of it was taken; mend it and repeat";
      all.add(new Finding(name, "", "", Verdict.NONE, "", note));
    } else if (leaves.isEmpty()) {
      all.add(new Finding(name, "", "", Verdict.MAPPED, "", "holds no keys"));
    }
    leaves.forEach(
        (key, value) -> {
          Finding finding =
              value.equals("{}")
                  ? new Finding(name, key, value, Verdict.MAPPED, "", "empty")
                  : judged.get(key);
          String note =
              "unknown key: Warp Parse "
                  + (key.toLowerCase(Locale.ROOT).startsWith("source_")
                      ? "no longer reads it; it wants [[sources]] with connect"
                      : "knows none of this name there; take it out, or say what it meant by hand");
          all.add(
              finding == null ? new Finding(name, key, value, Verdict.NONE, "", note) : finding);
        });
    return all;
  }
}
