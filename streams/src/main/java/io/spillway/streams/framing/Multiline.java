package io.spillway.streams.framing;

import io.spillway.streams.settings.Section;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How lines are joined to records.
 *
 * @param pattern searched for in each line
 * @param continuation whether a line that has it goes on the record before it; else it begins one
 * @param timeout how long a record waits for its next line, where more may come
 */
public record Multiline(String pattern, boolean continuation, Duration timeout) {
  public Multiline {
    Pattern.compile(pattern);
  }

  /** Empty if lines are records. */
  public static Optional<Multiline> read(Section section) {
    Duration timeout = section.duration("timeout", Duration.ofMillis(10), Duration.ofMinutes(10));
    Optional<String> start = pattern(section, "start");
    Optional<String> continuation = pattern(section, "continuation");
    if (start.isPresent() && continuation.isPresent()) {
      section.problem("continuation", "can't be there beside start");
    }
    return start.isPresent()
        ? start.map(text -> new Multiline(text, false, timeout))
        : continuation.map(text -> new Multiline(text, true, timeout));
  }

  private static Optional<String> pattern(Section section, String key) {
    String text = section.string(key);
    if (text.equals(Section.OFF) || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Pattern.compile(text);
      return Optional.of(text);
    } catch (PatternSyntaxException e) {
      section.problem(key, "must be a regular expression: " + e.getDescription());
      return Optional.empty();
    }
  }
}
