package io.spillway.app.settings;

import com.typesafe.config.ConfigObject;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One group: which events it takes and the sinks it gives them to. No sinks is an explicit discard.
 *
 * @param place where it is written
 * @param written its settings with defaults, without its sinks and what is expected, to tell
 *     whether they changed
 * @param rules globs of rule names; an event of one of them is claimed
 * @param when condition an event must meet to be claimed as well
 * @param filter condition a claimed event must meet to go on; what it drops goes to {@code
 *     intercept}
 * @param tags text fields added to its events
 */
public record GroupSettings(
    String name,
    Place place,
    ConfigObject written,
    Kind kind,
    List<String> rules,
    Optional<Condition> when,
    Optional<Condition> filter,
    Map<String, String> tags,
    GroupExpectation expectation,
    List<SinkSettings> sinks) {

  /** A business group, or one of the six that always exist. */
  public enum Kind {
    BUSINESS,
    DEFAULT,
    MISS,
    RESIDUE,
    INTERCEPT,
    ERROR,
    MONITOR
  }

  public GroupSettings {
    rules = List.copyOf(rules);
    tags = Map.copyOf(tags);
    sinks = List.copyOf(sinks);
  }

  /** The same with other settings of its sinks. */
  GroupSettings with(UnaryOperator<SinkSettings> change) {
    return new GroupSettings(
        name,
        place,
        written,
        kind,
        rules,
        when,
        filter,
        tags,
        expectation,
        sinks.stream().map(change).toList());
  }
}
