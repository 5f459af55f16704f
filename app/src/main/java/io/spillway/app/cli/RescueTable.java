package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;

/** Rescue files, as {@code /api/status} gives them, for people. */
final class RescueTable {
  private RescueTable() {}

  /** Empty if there are none. */
  static String render(JsonNode rescue) {
    Table table = new Table(4, "rescue file", "sink", "place", "state", "records", "bytes");
    for (JsonNode file : rescue.path("files")) {
      long records = file.path("records").asLong();
      table.row(
          Path.of(file.path("file").asText()).getFileName(),
          file.path("sink").asText(),
          file.path("place").asText(),
          file.path("state").asText(),
          records < 0 ? "counting" : records,
          file.path("bytes").asLong());
    }
    if (table.isEmpty()) {
      return "";
    }
    String full = rescue.path("full").asBoolean() ? " FULL: sinks that fail hold sources back" : "";
    String head = "rescue files in " + rescue.path("folder").asText() + full + "\n";
    return (head + table.render() + room(rescue)).stripTrailing();
  }

  /** Empty if no node says what room there is. */
  private static String room(JsonNode rescue) {
    if (!rescue.has("bytes_left")) {
      return "";
    }
    long oldest = rescue.path("oldest_seconds").asLong();
    long left = rescue.path("seconds_left").asLong();
    return String.format(
        Locale.ROOT,
        "%,d files, %,d bytes%s; room for %,d bytes%s%n",
        rescue.path("files").size(),
        rescue.path("bytes").asLong(),
        oldest < 0 ? "" : ", the oldest " + hours(oldest) + " old",
        rescue.path("bytes_left").asLong(),
        left < 0 ? "" : ", " + hours(left) + " at this rate");
  }

  private static String hours(long seconds) {
    return seconds < 3600 ? seconds + " s" : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
  }
}
