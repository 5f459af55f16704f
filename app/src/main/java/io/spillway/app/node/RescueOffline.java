package io.spillway.app.node;

import io.spillway.actors.Acknowledged;
import io.spillway.actors.ImportStatus;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.rescue.ImportRefused;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.RescueFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Changes to rescue files while no node runs: under the folder's lock, logged to rescue.log. */
public final class RescueOffline {
  private RescueOffline() {}

  /** Deletes a file by its name in the rescue folder. Fails if another process has the folder. */
  public static Acknowledged discard(NodeSettings settings, String file) throws IOException {
    Logging.configure(settings.logging(), settings.logDir(), "rescue");
    try (RescueWiring rescue = RescueWiring.open(settings, new LedgerBook())) {
      return rescue.discard(file);
    }
  }

  /** Takes all records of a stream in, or none. Fails if another process has the folder. */
  public static ImportStatus imported(
      NodeSettings settings, ImportRequest request, InputStream from)
      throws IOException, ImportRefused {
    Logging.configure(settings.logging(), settings.logDir(), "rescue");
    List<String> sinks =
        settings.groups().stream()
            .flatMap(group -> group.sinks().stream())
            .map(SinkSettings::name)
            .toList();
    try (RescueWiring rescue = RescueWiring.open(settings, new LedgerBook())) {
      RescueFiles.Dat dat = rescue.imported(request, sinks, from);
      return new ImportStatus("done", "", dat.path().toString(), dat.name().sink(), dat.records());
    }
  }
}
