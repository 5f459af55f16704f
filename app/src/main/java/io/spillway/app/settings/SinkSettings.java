package io.spillway.app.settings;

import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.Place;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.testrescue.TestRescueSettings;
import java.util.Map;
import java.util.Optional;

/**
 * One sink and its lane.
 *
 * @param place where it is written
 * @param filter condition an event must meet to get here; what it drops goes to {@code intercept}
 * @param tags text fields added to events on their way here
 */
public record SinkSettings(
    String name,
    Place place,
    Format encoder,
    Optional<Condition> filter,
    Map<String, String> tags,
    LaneSettings lane,
    Destination destination) {

  public SinkSettings {
    tags = Map.copyOf(tags);
  }

  /** How records are written. */
  public enum Format {
    RAW,
    JSON
  }

  /** The types of sinks there are. */
  public enum Type {
    FILE,
    STDOUT,
    BLACKHOLE,
    TEST_RESCUE
  }

  /** What is particular to the type of sink. */
  public sealed interface Destination {}

  /** Appends to a file. */
  public record File(FileSinkSettings settings) implements Destination {}

  /** Writes to standard output. */
  public record Stdout() implements Destination {}

  /** Keeps nothing, and may take its time over it. */
  public record Blackhole(BlackholeSettings settings) implements Destination {}

  /** Appends to a file, and fails on purpose. */
  public record TestRescue(TestRescueSettings settings) implements Destination {}
}
