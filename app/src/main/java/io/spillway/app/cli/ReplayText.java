package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** A replay, as {@code /api/replay} gives it. */
final class ReplayText {
  private static final Set<String> UNDER_WAY = Set.of("running", "waiting", "paused");

  private ReplayText() {}

  static boolean underWay(JsonNode replay) {
    return UNDER_WAY.contains(replay.path("state").asText());
  }

  /** One line for people. */
  static String render(JsonNode replay) {
    return String.format(
        Locale.ROOT,
        "replay %s: %,d of %,d records, %,d rejected, %,d/s%s",
        replay.path("state").asText(),
        replay.path("replayed").asLong(),
        replay.path("records").asLong(),
        replay.path("rejected").asLong(),
        replay.path("per_second").asLong(),
        tail(replay, ""));
  }

  /** What stands behind a bar and its rate: what holds it up, time left, file. */
  static String rest(JsonNode replay) {
    String state = replay.path("state").asText();
    return tail(replay, state.equals("running") ? "" : ", " + state);
  }

  private static String tail(JsonNode replay, String state) {
    String file = replay.path("file").asText();
    String detail = replay.path("detail").asText();
    long left = replay.path("seconds_left").asLong(-1);
    return state
        + (left >= 0 && underWay(replay) ? ", " + left + " s left" : "")
        + (file.isEmpty() ? "" : ", " + Path.of(file).getFileName())
        + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
