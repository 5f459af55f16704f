package io.spillway.streams.sink.testrescue;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.file.FileSinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When and how the sink fails.
 *
 * @param up how long it works at a time; zero: never
 * @param down how long it fails at a time; zero: never
 * @param start whether it works at first
 * @param failure how it fails
 * @param everyN fails each so many deliveries, whatever the time is
 */
public record TestRescueSettings(
    FileSinkSettings file,
    Duration up,
    Duration down,
    Phase start,
    Failure failure,
    OptionalLong everyN) {
  private static final Duration LONGEST = Duration.ofHours(24);

  /** What the sink is doing. */
  public enum Phase {
    UP,
    DOWN
  }

  /** What a delivery comes to that fails. */
  public enum Failure {
    /** Nothing is taken. */
    REFUSE,
    /** No answer until it works again. */
    HANG,
    /** Everything is taken, 10 ms a record. */
    SLOW,
    /** Each tenth record is refused for good, the others are taken. */
    REJECT_SOME,
    /** The first half is taken. */
    HALF
  }

  /** Reads them but the path; environment variables stand for what is written. */
  public static TestRescueSettings read(
      Section section, Path path, Function<String, @Nullable String> environment) {
    FileSinkSettings file = FileSinkSettings.readSingle(section, path);
    Duration up = section.duration("up", Duration.ZERO, LONGEST);
    Duration down = section.duration("down", Duration.ZERO, LONGEST);
    Phase start = section.choice("start", Phase.class);
    Environment from = new Environment(section, environment);
    return new TestRescueSettings(
        file,
        from.millis("TEST_RESCUE_UP_MS", "up", up),
        from.millis("TEST_RESCUE_DOWN_MS", "down", down),
        from.phase("TEST_RESCUE_START", "start", start),
        section.choice("failure", Failure.class),
        section.optionalNumber("every-n", 1, 1_000_000_000));
  }

  /** Variables that make a test deterministic without another configuration. */
  private record Environment(Section section, Function<String, @Nullable String> values) {
    Duration millis(String variable, String key, Duration otherwise) {
      String value = values.apply(variable);
      if (value == null) {
        return otherwise;
      }
      try {
        long millis = Long.parseLong(value);
        if (millis >= 0 && millis <= LONGEST.toMillis()) {
          return Duration.ofMillis(millis);
        }
      } catch (NumberFormatException wrong) {
        section.problem(key, mistake(variable, value, "a number of milliseconds"));
        return otherwise;
      }
      section.problem(key, mistake(variable, value, "0 to " + LONGEST.toMillis()));
      return otherwise;
    }

    Phase phase(String variable, String key, Phase otherwise) {
      String value = values.apply(variable);
      for (Phase phase : Phase.values()) {
        if (phase.name().equalsIgnoreCase(value)) {
          return phase;
        }
      }
      if (value != null) {
        section.problem(key, mistake(variable, value, "up or down"));
      }
      return otherwise;
    }

    private static String mistake(String variable, String value, String allowed) {
      return "is set by the environment: " + variable + "=" + value + " must be " + allowed;
    }
  }
}
