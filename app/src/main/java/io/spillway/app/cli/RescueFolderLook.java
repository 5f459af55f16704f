package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.rescue.FileSurvey;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.rescue.RecordFilter;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.RescueFolder;
import io.spillway.streams.rescue.RescueName.Form;
import io.spillway.streams.rescue.RescueSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a rescue folder holds that no process has, in the shape of {@code /api/status}. */
final class RescueFolderLook {
  private RescueFolderLook() {}

  /** Reads the files through; empty if a process has the folder or the settings have mistakes. */
  static Optional<JsonNode> at(ConfigOption config) {
    return config.read().settings().flatMap(node -> at(node.rescue()));
  }

  private static Optional<JsonNode> at(RescueSettings rescue) {
    try {
      if (OwnerLock.isTaken(rescue.folder())) {
        return Optional.empty();
      }
      ObjectNode told = Json.object().put("folder", rescue.folder().toString());
      ArrayNode files = told.put("full", false).putArray("files");
      Optional<Position> done = ReplayCheckpoint.look(rescue.folder()).position();
      add(files, rescue.folder(), "rescued", "", done);
      add(files, rescue.rejected(), "rejected", "rejected/", done);
      return Optional.of(told);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, "can't read " + rescue.folder() + ": " + e);
    }
  }

  /**
   * Those of one folder.
   *
   * @param prefix of their names in the checkpoint
   * @param done what a replay that stopped has delivered of one
   */
  private static void add(
      ArrayNode files, Path folder, String place, String prefix, Optional<Position> done)
      throws IOException {
    for (RescueFolder.Found found : new RescueFolder(folder).files()) {
      String name = found.name().in(found.form());
      Path path = folder.resolve(name);
      long from =
          done.filter(at -> at.file().equals(prefix + name)).map(Position::offset).orElse(0L);
      if (found.form() == Form.DAT || found.form() == Form.LOCK) {
        files
            .addObject()
            .put("file", path.toString())
            .put("sink", found.name().sink())
            .put("place", place)
            .put("state", found.form() == Form.DAT ? "closed" : "left open")
            .put("records", FileSurvey.of(path, from, RecordFilter.ANY).records())
            .put("bytes", found.bytes());
      }
    }
  }
}
