package io.spillway.app.http;

import io.spillway.actors.ReplayRequest;
import io.spillway.streams.rescue.RecordFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a replay is asked for over HTTP. */
final class ReplayParameters {
  /** For people. */
  static final String ALLOWED =
      "allowed are sink, file, reason, since and until (2026-11-21T08:00:00Z), rejected and newest"
          + " (true), files and speed_limit (whole numbers), to";

  private ReplayParameters() {}

  /** Empty if one can't be read. */
  static Optional<ReplayRequest> request(Map<String, List<String>> parameters) {
    try {
      return Optional.of(
          new ReplayRequest(
              parameters.getOrDefault("sink", List.of()),
              parameters.getOrDefault("file", List.of()),
              new RecordFilter(
                  parameters.getOrDefault("reason", List.of()),
                  time(parameters, "since", 0),
                  time(parameters, "until", Long.MAX_VALUE)),
              isTrue(parameters, "rejected"),
              isTrue(parameters, "newest"),
              (int) number(parameters, "files", Integer.MAX_VALUE),
              number(parameters, "speed_limit", Long.MAX_VALUE),
              last(parameters, "to").orElse(""),
              isTrue(parameters, "unattended")));
    } catch (NumberFormatException | DateTimeException wrong) {
      return Optional.empty();
    }
  }

  private static boolean isTrue(Map<String, List<String>> parameters, String name) {
    return last(parameters, name).equals(Optional.of("true"));
  }

  private static long time(Map<String, List<String>> parameters, String name, long otherwise) {
    Optional<String> text = last(parameters, name);
    return text.isEmpty() ? otherwise : Instant.parse(text.get()).toEpochMilli();
  }

  private static long number(Map<String, List<String>> parameters, String name, long most) {
    long value = Long.parseLong(last(parameters, name).orElse("0"));
    if (value < 0 || value > most) {
      throw new NumberFormatException(name);
    }
    return value;
  }

  private static Optional<String> last(Map<String, List<String>> parameters, String name) {
    List<String> all = parameters.getOrDefault(name, List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }
}
