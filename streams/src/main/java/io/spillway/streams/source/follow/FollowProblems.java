package io.spillway.streams.source.follow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a followed source can't look at or read now: each is logged and counted when it begins, and
 * stands in the status until it is over. Thread-safe.
 */
final class FollowProblems {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");
  private static final int MOST_TOLD = 5;

  private final SourceTally tally;
  private final Map<Path, String> unread = new HashMap<>();
  private Map<Path, String> unseen = Map.of();
  private String checkpoint = "";

  FollowProblems(SourceTally tally) {
    this.tally = tally;
  }

  /** A file could not be read; it will be tried again. */
  synchronized void failed(Path path, IOException e) {
    boolean denied = e instanceof AccessDeniedException;
    String why = denied ? "permission denied" : String.valueOf(e.getMessage());
    if (!why.equals(unread.put(path, why))) {
      tally.note(denied ? Reason.PERMISSION_DENIED : Reason.IO_ERROR, 1);
      LOG.error("can't read file {} source={}: {}", path, tally.source(), why);
    }
  }

  /** A file can be read, or is gone. */
  synchronized void over(Path path) {
    if (!unread.isEmpty() && unread.remove(path) != null) {
      LOG.info("file {} can be read again source={}", path, tally.source());
    }
  }

  synchronized boolean isUnread(Path path) {
    return !unread.isEmpty() && unread.containsKey(path);
  }

  /** What a look for files met, all of it. */
  synchronized void scanned(Map<Path, String> problems) {
    problems.forEach(
        (path, why) -> {
          if (!why.equals(unseen.get(path))) {
            if (why.equals("permission denied")) {
              tally.note(Reason.PERMISSION_DENIED, 1);
            }
            LOG.warn("can't follow {} source={}: {}", path, tally.source(), why);
          }
        });
    unseen = Map.copyOf(problems);
    unread.keySet().removeIf(path -> !Files.exists(path));
  }

  /** Lines of the checkpoint that could not be read; a kill may leave one. */
  void checkpointDamaged(int lines) {
    if (lines > 0) {
      LOG.warn(
          "checkpoint has damaged_lines={} source={}: left out, what they said was settled is read"
              + " again",
          lines,
          tally.source());
    }
  }

  synchronized void checkpointFailed(IOException e) {
    if (checkpoint.isEmpty()) {
      tally.note(Reason.IO_ERROR, 1);
      LOG.error(
          "checkpoint can't be written source={}: {}; no new file is read until it can",
          tally.source(),
          e.toString());
    }
    checkpoint = "checkpoint: " + e.getMessage();
  }

  synchronized void checkpointWorks() {
    if (!checkpoint.isEmpty()) {
      LOG.info("checkpoint can be written again source={}", tally.source());
      checkpoint = "";
    }
  }

  /** In words for people, the first few of them. */
  synchronized String text() {
    List<String> all = new ArrayList<>();
    unseen.forEach((path, why) -> all.add(path + ": " + why));
    unread.forEach((path, why) -> all.add(path + ": " + why));
    all.sort(null);
    if (!checkpoint.isEmpty()) {
      all.add(0, checkpoint);
    }
    int more = all.size() - MOST_TOLD;
    String told = String.join("; ", all.subList(0, Math.min(all.size(), MOST_TOLD)));
    return more > 0 ? told + "; and " + more + " more" : told;
  }
}
