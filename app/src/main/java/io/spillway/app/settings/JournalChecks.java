package io.spillway.app.settings;

import io.spillway.streams.journal.Journals;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Checks what a start would find where journals are: another node, or what no source takes. */
final class JournalChecks {
  private final Problems problems;
  private final Place place;

  JournalChecks(Problems problems, Place place) {
    this.problems = problems;
    this.place = place;
  }

  void all(NodeSettings node) {
    Path folder = node.journals();
    try {
      if (OwnerLock.isTaken(folder)) {
        String what =
            "the folder is in use by process %s; two nodes need a data-dir each"
                .formatted(OwnerLock.holder(folder));
        problems.add(new Problem(place, "data-dir", folder.toString(), what));
      }
      List<String> takers =
          node.sources().stream()
              .filter(source -> source.transport() instanceof SourceSettings.Tcp)
              .map(SourceSettings::name)
              .toList();
      Journals.left(folder).stream()
          .filter(left -> !takers.contains(left))
          .forEach(left -> leftOver(folder, left));
    } catch (IOException unknown) {
      String what = "can't look at " + folder + ": " + unknown;
      problems.warn(new Problem(place, "data-dir", "", what));
    }
  }

  private void leftOver(Path folder, String source) {
    String what =
        "%s has records of a journal, and no tcp or syslog source is named %s; they stay there"
            .formatted(folder.resolve(source), source);
    problems.warn(new Problem(place, "sources", "", what));
  }
}
