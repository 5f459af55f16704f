package io.spillway.app.http;

import io.spillway.streams.settings.NearestWord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: a name that is not known, and a value that can't be, is an {@link
 * IllegalArgumentException} whose message names it, for an answer of 400.
 */
final class Asked {
  private final Map<String, List<String>> values;

  private Asked(Map<String, List<String>> values) {
    this.values = values;
  }

  static Asked of(Map<String, List<String>> values, List<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        String nearest = NearestWord.of(name, known);
        throw new IllegalArgumentException(
            name
                + ": unknown parameter; "
                + (nearest.isEmpty()
                    ? "allowed are " + String.join(", ", known)
                    : "did you mean " + nearest + "?"));
      }
    }
    return new Asked(values);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<String> one(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw new IllegalArgumentException(name + ": expected one, found " + all.size());
    }
    return all.stream().findFirst();
  }

  boolean isTrue(String name) {
    return switch (one(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "is neither true nor false", null);
    };
  }

  /** A whole number; 0 if there is none. */
  long number(String name, long most) {
    String text = one(name).orElse("0");
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
      throw wrong(
          name, "is not a whole number up to " + Math.min(most, 999_999_999_999_999_999L), null);
    }
    return Long.parseLong(text);
  }

  /** A time in milliseconds. */
  long millis(String name, long otherwise) {
    Optional<String> text = one(name);
    try {
      return text.isEmpty() ? otherwise : Instant.parse(text.get()).toEpochMilli();
    } catch (DateTimeException | ArithmeticException noTime) {
      throw wrong(name, "is not a time, as 2026-11-21T08:00:00Z", noTime);
    }
  }

  private IllegalArgumentException wrong(String name, String why, @Nullable Throwable cause) {
    return new IllegalArgumentException(name + ": '" + one(name).orElse("") + "' " + why, cause);
  }
}
