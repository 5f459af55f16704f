package io.spillway.actors;

import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.RescueFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes one rescue file on command, with a line in the log and in the ledger. */
public final class RescueDiscard {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private RescueDiscard() {}

  /**
   * Deletes it, if nothing stands against that.
   *
   * @param file its name in the rescue folder, {@code rejected/...} for rejected records
   * @param files those of a folder that this process owns, in which no replay is under way
   */
  public static Acknowledged of(String file, RescueFiles files, ReplayCheckpoint checkpoint) {
    try {
      return of(file, files, checkpoint, files.closed());
    } catch (IOException e) { // named boundary: who asked for it is told
      LOG.error("rescue discard failed file={} detail=\"{}\"", file, e.toString());
      return refused(file, file + " can't be deleted: " + e);
    }
  }

  private static Acknowledged of(
      String file, RescueFiles files, ReplayCheckpoint checkpoint, List<RescueFiles.Dat> closed)
      throws IOException {
    Optional<RescueFiles.Dat> found =
        closed.stream().filter(dat -> dat.key().equals(file)).findFirst();
    if (found.isEmpty()) {
      return refused(file, "there is no closed rescue file " + file + "; see: spillway rescue ls");
    }
    if (found.get().records() < 0) {
      String problem = found.get().problem();
      return refused(file, file + (problem.isEmpty() ? ReplayPlan.COUNTING : ": " + problem));
    }
    RescueFiles.Dat dat = found.get();
    files.discard(dat);
    if (checkpoint.position().filter(at -> at.file().equals(dat.key())).isPresent()) {
      checkpoint.clear();
    }
    LOG.warn("rescue discarded by command file={} records={}", dat.path(), dat.records());
    return new Acknowledged(true, file, dat.records() + " records discarded");
  }

  static Acknowledged refused(String file, String why) {
    return new Acknowledged(false, file, why);
  }
}
