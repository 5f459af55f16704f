package io.spillway.streams.source.follow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose content was truncated: each waits for one look, whether a copy has its rest, and ends
 * then with what was read of it. The watch's own.
 */
final class CutFiles {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");

  private final SourceTally tally;
  private final FollowProblems problems;
  private final List<FollowedFile> files = new ArrayList<>();

  /** Keys of what is in their place, for as long as one look takes. */
  private final Set<Object> successors = new HashSet<>();

  private long count;

  CutFiles(SourceTally tally, FollowProblems problems) {
    this.tally = tally;
    this.problems = problems;
  }

  /** A file was truncated; what is at its path now begins anew. */
  void add(Watched w, List<Sighting> unknown) {
    LOG.warn(
        "file {} was truncated source={} after_offset={}",
        w.path,
        tally.source(),
        w.file.resume().offset());
    count();
    files.add(w.file);
    Sighting there = FileScan.sighting(w.path);
    if (there != null) {
      unknown.add(there);
      successors.add(there.key());
    }
  }

  /** One more truncation, of whatever. */
  void count() {
    count++;
    tally.note(Reason.FILE_TRUNCATED, 1);
  }

  long counted() {
    return count;
  }

  List<FollowedFile> files() {
    return files;
  }

  boolean isSuccessor(Object key) {
    return successors.contains(key);
  }

  /** The look is over: what was found a copy of is none of these any more, the others end. */
  void end(Consumer<FollowedFile> lane) {
    successors.clear();
    for (FollowedFile file : List.copyOf(files)) {
      if (!file.isCut()) {
        files.remove(file);
      } else if (!file.hasEnded()) {
        file.end();
        lane.accept(file);
      } else {
        files.remove(file);
        lose(file);
      }
    }
  }

  private void lose(FollowedFile file) {
    try {
      file.lose();
    } catch (IOException e) {
      problems.failed(file.place().path(), e);
    }
  }
}
