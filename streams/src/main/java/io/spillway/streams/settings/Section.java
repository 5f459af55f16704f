package io.spillway.streams.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object of a configuration, read strictly: each getter makes its key known and checks type and
 * range; what is wrong becomes a {@link Problem} and a harmless value is returned, so that reading
 * goes on to the next mistake. {@link #end()} reports the keys nobody asked for. One thread.
 */
public final class Section {
  /** The word that turns an optional setting off. */
  public static final String OFF = "off";

  private final Keys keys;
  private final List<Section> children = new ArrayList<>();

  private Section(Keys keys) {
    this.keys = keys;
  }

  /** The whole of a file, its problems collected in {@code problems}. */
  public static Section root(ConfigObject written, Place place, Problems problems) {
    return new Section(new Keys("", written, place, problems));
  }

  /** What this section leaves out comes from {@code defaults}; earlier defaults win. */
  public Section withDefaults(ConfigObject defaults) {
    keys.merge(defaults);
    return this;
  }

  public String path() {
    return keys.path();
  }

  public Place place() {
    return keys.place();
  }

  /** Where {@code key} is written, or else where the section begins. */
  public Place place(String key) {
    return keys.place(key);
  }

  /** Whether the key stands in the file itself, not only in the defaults. */
  public boolean isWritten(String key) {
    return keys.written().containsKey(key);
  }

  /** Whether the key has a value, written or by default. */
  public boolean has(String key) {
    return keys.ask(key) != null;
  }

  public String string(String key) {
    return scalar(key, "text", "", Config::getString);
  }

  public Optional<String> optionalString(String key) {
    ConfigValue value = keys.ask(key);
    return value == null || Unresolved.is(value) ? Optional.empty() : Optional.of(string(key));
  }

  /** Empty if the value is {@code off}. */
  public Optional<String> optionalText(String key) {
    return isOff(key) ? Optional.empty() : Optional.of(string(key));
  }

  public boolean flag(String key) {
    return scalar(key, "true or false", false, Config::getBoolean);
  }

  public int integer(String key, int min, int max) {
    return (int) number(key, min, max);
  }

  /** A whole number. */
  public long number(String key, long min, long max) {
    String allowed = "a whole number from " + min + " to " + max;
    return inRange(key, allowed, min, max, scalar(key, allowed, min, Section::wholeNumber));
  }

  /** Bytes, written like {@code 32 KiB} or {@code 1M}. */
  public long size(String key, long min, long max) {
    String allowed = "a size from " + Words.size(min) + " to " + Words.size(max);
    return inRange(key, allowed, min, max, scalar(key, allowed, min, Config::getBytes));
  }

  /** A time, written like {@code 100ms} or {@code 5 minutes}. */
  public Duration duration(String key, Duration min, Duration max) {
    String allowed = "a time from " + Words.time(min) + " to " + Words.time(max);
    return inRange(key, allowed, min, max, scalar(key, allowed, min, Config::getDuration));
  }

  /** Empty if the value is {@code off}. */
  public Optional<Duration> optionalDuration(String key, Duration min, Duration max) {
    return isOff(key) ? Optional.empty() : Optional.of(duration(key, min, max));
  }

  /** Empty if the value is {@code off}. */
  public OptionalLong optionalNumber(String key, long min, long max) {
    return isOff(key) ? OptionalLong.empty() : OptionalLong.of(number(key, min, max));
  }

  /** A number that need not be whole. */
  public double decimal(String key, double min, double max) {
    String allowed = "a number from " + Words.decimal(min) + " to " + Words.decimal(max);
    return inRange(key, allowed, min, max, scalar(key, allowed, min, Config::getDouble));
  }

  /** Empty if the value is {@code off}. */
  public OptionalDouble optionalDecimal(String key, double min, double max) {
    return isOff(key) ? OptionalDouble.empty() : OptionalDouble.of(decimal(key, min, max));
  }

  /** Empty if the value is {@code off}. */
  public OptionalLong optionalSize(String key, long min, long max) {
    return isOff(key) ? OptionalLong.empty() : OptionalLong.of(size(key, min, max));
  }

  /** A constant of the enum, written in lower case with {@code -}, or {@code _}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    E[] constants = type.getEnumConstants();
    return choice(key, List.of(constants)).orElse(constants[0]);
  }

  /** One of these constants only; empty if it is none of them, which is a problem already noted. */
  public <E extends Enum<E>> Optional<E> choice(String key, List<E> constants) {
    return choice(key, constants, Words::of);
  }

  /** As {@link #choice(String, List)}, called by words of their own. */
  public <E extends Enum<E>> Optional<E> choice(
      String key, List<E> constants, Function<? super E, String> word) {
    List<String> words = constants.stream().map(word).toList();
    String allowed = "one of " + String.join(", ", words);
    if (!has(key)) {
      keys.missing(key, allowed);
      return Optional.empty();
    }
    String said = scalar(key, allowed, "", Config::getString).toLowerCase(Locale.ROOT);
    int i = words.stream().map(Section::kebab).toList().indexOf(kebab(said));
    if (i < 0 && !said.isEmpty()) {
      problem(key, "must be " + allowed, NearestWord.of(said, words));
    }
    return i < 0 ? Optional.empty() : Optional.of(constants.get(i));
  }

  private static String kebab(String word) {
    return word.replace('_', '-');
  }

  /** A list of texts; a single text counts as a list of one. */
  public List<String> strings(String key) {
    ConfigValue value = keys.require(key, "a list of texts");
    if (value == null) {
      return List.of();
    }
    if (value.valueType() == ConfigValueType.STRING) {
      return List.of(string(key));
    }
    return scalar(key, "a list of texts", List.of(), Config::getStringList);
  }

  /** Whether the value is a list, of whatever. */
  public boolean isList(String key) {
    return keys.value(key) instanceof ConfigList;
  }

  /** Named texts, in the order written. */
  public Map<String, String> texts(String key) {
    Section section = section(key);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : section.names()) {
      texts.put(name, section.string(name));
    }
    return texts;
  }

  /** The object at {@code key}; an empty one if it is absent. */
  public Section section(String key) {
    ConfigValue both = keys.ask(key);
    Keys child = child(key, keys.written().get(key));
    if (both instanceof ConfigObject object) {
      child.replaceMerged(object);
    }
    Section section = new Section(child);
    children.add(section);
    return section;
  }

  /** The objects in the object at {@code key} by name, in the order written. */
  public Map<String, Section> sections(String key) {
    Section parent = section(key);
    Map<String, Section> byName = new LinkedHashMap<>();
    for (String name : parent.names()) {
      byName.put(name, parent.section(name));
    }
    return byName;
  }

  /** The keys that have a value, in the order written. */
  public List<String> names() {
    return keys.names();
  }

  /** Notes that the value of {@code key} is wrong. */
  public void problem(String key, String what) {
    problem(key, what, "");
  }

  /**
   * Notes that the value of {@code key} is wrong, and what it was probably meant to be. A default
   * that many sections share is reported once.
   */
  public void problem(String key, String what, String nearest) {
    keys.problem(key, what, nearest);
  }

  /** What is written, and what defaults add. */
  public ConfigObject merged() {
    return keys.merged();
  }

  /** Notes that this machine does not have what the value of {@code key} needs. */
  public void machineProblem(String key, String what) {
    keys.machineProblem(key, what);
  }

  /** What is written, without defaults. */
  public ConfigObject values() {
    return keys.written();
  }

  public Problems problems() {
    return keys.problems();
  }

  /** Makes all keys known: a mistake that was reported leaves open which ones are. */
  public void ignoreRest() {
    keys.knowAll();
  }

  /** Reports the keys here and below that no getter asked for. Call once, when all is read. */
  public void end() {
    keys.reportUnknown();
    children.forEach(Section::end);
  }

  private Keys child(String key, @Nullable ConfigValue value) {
    ConfigObject object = ConfigFactory.empty().root();
    Place at = keys.place();
    Problems heard = keys.problems();
    if (value != null) {
      at = Place.of(value.origin());
      if (value instanceof ConfigObject written) {
        object = written;
      } else {
        heard = new Problems();
        if (!Unresolved.is(value)) {
          problem(key, "must be an object: " + key + " { ... }");
        }
      }
    }
    return new Keys(keys.pathOf(key), object, at, heard);
  }

  private boolean isOff(String key) {
    ConfigValue value = keys.ask(key);
    return value == null
        || OFF.equals(value.unwrapped())
        || Boolean.FALSE.equals(value.unwrapped())
        || Unresolved.is(value);
  }

  private <T> T scalar(String key, String allowed, T harmless, BiFunction<Config, String, T> read) {
    ConfigValue value = keys.require(key, allowed);
    if (value == null || Unresolved.is(value)) {
      return harmless;
    }
    try {
      return read.apply(value.atKey("x"), "x");
    } catch (ConfigException | ArithmeticException wrong) {
      problem(key, "must be " + allowed);
      return harmless;
    }
  }

  private static long wholeNumber(Config config, String key) {
    double number = config.getDouble(key);
    long whole = config.getLong(key);
    if (number != whole) {
      throw new ArithmeticException("not a whole number");
    }
    return whole;
  }

  private <T extends Comparable<T>> T inRange(String key, String allowed, T min, T max, T value) {
    if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
      return value;
    }
    problem(key, "must be " + allowed);
    return min;
  }
}
