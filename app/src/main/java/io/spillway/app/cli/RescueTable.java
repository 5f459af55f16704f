package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

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
    return (head + table.render()).stripTrailing();
  }
}
