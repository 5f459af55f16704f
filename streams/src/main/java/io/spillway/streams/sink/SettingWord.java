package io.spillway.streams.sink;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;

/** Settings that are one word of a few: {@code when-full = backpressure}. */
public final class SettingWord {
  private SettingWord() {}

  /** The word's constant; a problem names the place, the word and what is allowed. */
  public static <E extends Enum<E>> E of(Config config, String key, Class<E> type) {
    String word = config.getString(key);
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> name(each).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    config.getValue(key).origin(),
                    key,
                    "must be one of " + allowed(type) + ", not " + word));
  }

  private static <E extends Enum<E>> String allowed(Class<E> type) {
    return String.join(
        ", ", Arrays.stream(type.getEnumConstants()).map(SettingWord::name).toList());
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
