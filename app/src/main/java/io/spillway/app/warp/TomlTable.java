package io.spillway.app.warp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table of a {@link TomlFile}: reads its keys, and says what became of them. */
final class TomlTable {
  private final TomlFile file;
  private final String path;
  private final ObjectNode node;

  TomlTable(TomlFile file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** Where a key of it stands, as {@code file: a.b}, for comments. */
  String place(String key) {
    return file.name() + ": " + path(key);
  }

  String place() {
    return file.name() + (path.isEmpty() ? "" : ": " + path);
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** The scalar as text; empty if there is none. */
  Optional<String> text(String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** The texts of an array, or the one text. */
  List<String> texts(String key) {
    JsonNode value = node.path(key);
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(one -> all.add(one.asText()));
      return all;
    }
    return text(key).map(List::of).orElse(List.of());
  }

  /** The table of that name; an empty one if there is none. */
  TomlTable table(String key) {
    List<TomlTable> all = tables(key);
    return all.isEmpty() ? new TomlTable(file, path(key), node.objectNode()) : all.get(0);
  }

  /** The tables of an array, or the one table. */
  List<TomlTable> tables(String key) {
    JsonNode value = node.path(key);
    List<TomlTable> all = new ArrayList<>();
    if (value instanceof ObjectNode object) {
      all.add(new TomlTable(file, path(key), object));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        if (value.get(i) instanceof ObjectNode object) {
          all.add(new TomlTable(file, path(key) + "[" + i + "]", object));
        }
      }
    }
    return all;
  }

  void mapped(String key, String here) {
    file.judge(path(key), Verdict.MAPPED, here, "");
  }

  void mapped(String key, String here, String note) {
    file.judge(path(key), Verdict.MAPPED, here, note);
  }

  void differs(String key, String here, String note) {
    file.judge(path(key), Verdict.DIFFERS, here, note);
  }

  void none(String key, String note) {
    file.judge(path(key), Verdict.NONE, "", note);
  }

  /** Says it of every key of the table and below it. */
  void all(Verdict verdict, String here, String note) {
    file.judge(path, verdict, here, note);
  }
}
