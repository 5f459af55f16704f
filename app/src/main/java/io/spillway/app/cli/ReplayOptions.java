package io.spillway.app.cli;

import io.spillway.app.rescue.Where;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a replay is asked for, as options of commands. */
final class ReplayOptions {
  /** Which file is the first one. */
  enum Order {
    OLDEST,
    NEWEST
  }

  @Option(names = "--sink", paramLabel = "NAME", description = "Only files of this sink.")
  private final List<String> sinks = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Only this file, by its name or path.")
  private final List<String> files = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      converter = ReasonWord.class,
      description = "Only records with this reason, as timeout.")
  private final List<String> reasons = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Only records read since then: 2026-11-21T08:00:00Z, or 2h for two hours ago.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Only records read before then.")
  private @Nullable Instant until;

  @Option(names = "--rejected", description = "Files of rejected records, not the others.")
  private boolean rejected;

  @Option(names = "--to", paramLabel = "SINK", description = "Give them to this sink instead.")
  private String to = "";

  @Option(names = "--order", description = "oldest or newest first. Default: oldest.")
  private Order order = Order.OLDEST;

  @Option(
      names = "--files",
      paramLabel = "N",
      converter = Quantities.Count.class,
      description = "At most so many files.")
  private long most;

  @Option(
      names = "--speed-limit",
      paramLabel = "N",
      converter = Quantities.Count.class,
      description = "At most so many records per second.")
  private long speedLimit;

  /** For the admin port, from {@code ?} on. */
  String query() {
    StringBuilder query = new StringBuilder("?newest=" + (order == Order.NEWEST));
    query.append("&files=").append(most).append("&speed_limit=").append(speedLimit);
    add(query, "sink", sinks);
    add(query, "file", files);
    add(query, "reason", reasons);
    add(query, "since", since == null ? List.of() : List.of(since.toString()));
    add(query, "until", until == null ? List.of() : List.of(until.toString()));
    add(query, "rejected", rejected ? List.of("true") : List.of());
    add(query, "to", to.isEmpty() ? List.of() : List.of(to));
    return query.toString();
  }

  private static void add(StringBuilder query, String name, List<String> values) {
    values.forEach(
        value -> query.append('&').append(name).append('=').append(AdminClient.segment(value)));
  }

  /** A reason's word. */
  static final class ReasonWord implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return Where.reason(text);
      } catch (IllegalArgumentException none) {
        throw new TypeConversionException(String.valueOf(none.getMessage()));
      }
    }
  }

  /** A time of day in UTC, or how long ago. */
  static final class Moment implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException other) {
        return ago(text);
      }
    }

    private static Instant ago(String text) {
      try {
        Duration time = new Quantities.Time().convert(text);
        return Instant.now().minus(time);
      } catch (TypeConversionException wrong) {
        throw new TypeConversionException(
            "'" + text + "' is neither a time, as 2026-11-21T08:00:00Z, nor how long ago, as 2h");
      }
    }
  }
}
