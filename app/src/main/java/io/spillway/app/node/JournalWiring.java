package io.spillway.app.node;

import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.journal.Journals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The journals of a node's sources, from before its parts are made until they have ended. */
final class JournalWiring implements AutoCloseable {
  private final Journals journals;

  private JournalWiring(Journals journals) {
    this.journals = journals;
  }

  /** Fails with a message for people; a node that only replays leaves journals alone. */
  static JournalWiring open(NodeSettings node, RunOptions.Recovery recovery) throws IOException {
    Path folder = node.journals();
    if (recovery != RunOptions.Recovery.NONE) {
      return new JournalWiring(Journals.none(folder));
    }
    List<String> sources =
        node.sources().stream()
            .filter(source -> source.transport() instanceof SourceSettings.Tcp)
            .map(SourceSettings::name)
            .toList();
    boolean wanted = node.sources().stream().anyMatch(source -> source.journal().on());
    return new JournalWiring(Journals.open(folder, sources, wanted));
  }

  Journals all() {
    return journals;
  }

  @Override
  public void close() {
    try {
      journals.close();
    } catch (IOException e) { // the system lets go of it at the end of the process
      LoggerFactory.getLogger("ctrl.journal").warn("owner lock did not close: {}", e.toString());
    }
  }
}
