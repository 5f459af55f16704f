package io.spillway.app.node;

import io.spillway.actors.Acknowledged;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.ledger.LedgerBook;
import java.io.IOException;

/** Changes to rescue files while no node runs: under the folder's lock, logged to rescue.log. */
public final class RescueOffline {
  private RescueOffline() {}

  /** Deletes a file by its name in the rescue folder. Fails if another process has the folder. */
  public static Acknowledged discard(NodeSettings settings, String file) throws IOException {
    Logging.configure(settings.logging(), settings.logDir(), "rescue");
    try (RescueWiring rescue = RescueWiring.open(settings.rescue(), new LedgerBook())) {
      return rescue.discard(file);
    }
  }
}
