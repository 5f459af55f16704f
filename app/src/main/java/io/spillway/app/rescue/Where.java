package io.spillway.app.rescue;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.settings.NearestWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which records of a rescue file are asked for, by members of their lines; all must fit. */
public record Where(Map<String, String> wanted) {
  private static final List<String> KEYS = List.of("reason", "source", "rule", "kind", "id");

  public Where {
    Map<String, String> checked = new LinkedHashMap<>();
    wanted.forEach((key, value) -> checked.put(key, value(key, value)));
    wanted = Map.copyOf(checked);
  }

  /** Fails with a message for people if a key or a reason is none. */
  private static String value(String key, String value) {
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "where " + key + ": expected one of " + String.join(", ", KEYS));
    }
    try {
      return key.equals("reason") ? reason(value) : value;
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException("where reason: " + none.getMessage(), none);
    }
  }

  /** A word of {@link Reason}, in any case. Fails with the nearest one if it is none. */
  public static String reason(String text) {
    List<String> words = Reason.words();
    String word = text.toLowerCase(Locale.ROOT);
    if (words.contains(word)) {
      return word;
    }
    String nearest = NearestWord.of(word, words);
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no reason"
            + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
  }

  /** Whether the line's record is asked for. */
  public boolean matches(RescueLine line) {
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      if (!one.getValue().equals(member(line, one.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static String member(RescueLine line, String key) {
    return switch (key) {
      case "reason" -> line.reason();
      case "source" -> line.source();
      case "rule" -> line.rule();
      case "kind" -> line.kind().word();
      default -> line.id();
    };
  }
}
