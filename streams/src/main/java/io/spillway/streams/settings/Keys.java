package io.spillway.streams.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one object of a configuration: what is written, what defaults add, which keys anybody
 * asked for, and the problems with their values. A {@link Section}'s own.
 */
final class Keys {
  private final String path;
  private final ConfigObject written;
  private final Place place;
  private final Problems problems;
  private final TreeSet<String> known = new TreeSet<>();
  private ConfigObject merged;

  Keys(String path, ConfigObject written, Place place, Problems problems) {
    this.path = path;
    this.written = written;
    this.place = place;
    this.problems = problems;
    this.merged = written;
  }

  /** Adds what is missing so far. */
  void merge(ConfigObject defaults) {
    merged = merged.withFallback(defaults);
  }

  /** What is written, with its defaults already. */
  void replaceMerged(ConfigObject all) {
    merged = all;
  }

  String path() {
    return path;
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Where the object begins. */
  Place place() {
    return place;
  }

  Place place(String key) {
    ConfigValue value = written.get(key);
    return value == null ? place : Place.of(value.origin());
  }

  ConfigObject written() {
    return written;
  }

  ConfigObject merged() {
    return merged;
  }

  Problems problems() {
    return problems;
  }

  /** The value, written or by default, of a key that may be known or not. */
  @Nullable ConfigValue value(String key) {
    ConfigValue value = merged.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  /** The value, if there is one, of a key that is known from now on. */
  @Nullable ConfigValue ask(String key) {
    known.add(key);
    return value(key);
  }

  /** The value; that there is none is a problem. */
  @Nullable ConfigValue require(String key, String allowed) {
    ConfigValue value = ask(key);
    if (value == null) {
      missing(key, allowed);
    }
    return value;
  }

  /** The keys that have a value, in the order written. */
  List<String> names() {
    Comparator<Map.Entry<String, ConfigValue>> order =
        Comparator.comparing(e -> Place.of(e.getValue().origin()));
    Stream<Map.Entry<String, ConfigValue>> entries = merged.entrySet().stream();
    return entries.sorted(order.thenComparing(Map.Entry::getKey)).map(Map.Entry::getKey).toList();
  }

  void knowAll() {
    known.addAll(written.keySet());
  }

  void missing(String key, String allowed) {
    problems.add(new Problem(place, pathOf(key), "", "is missing; must be " + allowed));
  }

  /**
   * Of a value that comes with the program the place is where it could have been written. That a
   * value's substitution leads nowhere was told before, and leaves open what it would have been.
   */
  void problem(String key, String what, String nearest) {
    ConfigValue value = written.containsKey(key) ? written.get(key) : value(key);
    if (value != null && Unresolved.is(value)) {
      return;
    }
    Place at = value == null ? place : Place.of(value.origin());
    if (value != null && !written.containsKey(key) && at.isReference()) {
      problems.add(new Problem(place, pathOf(key), "", what, nearest));
    } else if (written.containsKey(key) || value == null || !problems.at(at, key)) {
      problems.add(problemOf(key, what, nearest, at, value));
    }
  }

  private Problem problemOf(
      String key, String what, String nearest, Place at, @Nullable ConfigValue value) {
    if (value == null) {
      return new Problem(at, pathOf(key), "", what, nearest);
    }
    String shown = SecretFiles.hide(show(value), value);
    return new Problem(at, pathOf(key), shown, SecretFiles.hide(what, value), nearest);
  }

  void reportUnknown() {
    for (String key : written.keySet()) {
      if (!known.contains(key)) {
        String nearest = NearestWord.of(key, known);
        String what =
            nearest.isEmpty() ? "unknown key; known: " + String.join(", ", known) : "unknown key";
        problem(key, what, nearest);
      }
    }
  }

  /** As {@link #problem}, of something that is so on this machine and may not be so on others. */
  void machineProblem(String key, String what) {
    ConfigValue value = written.get(key);
    Place at = value == null ? place : Place.of(value.origin());
    problems.addOfMachine(
        value == null
            ? new Problem(at, pathOf(key), "", what)
            : problemOf(key, what, "", at, value));
  }

  private static String show(ConfigValue value) {
    if (value instanceof ConfigObject) {
      return "{ ... }";
    }
    if (SecretFiles.holds(value)) {
      return SecretFiles.SHOWN;
    }
    if (value.valueType() == ConfigValueType.STRING) {
      return Words.shorten(Words.quoteIfNeeded((String) value.unwrapped()));
    }
    return Words.shorten(value.render(ConfigRenderOptions.concise()));
  }
}
