package io.spillway.streams.source.follow;

import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;

/**
 * Keeps the checkpoint: what is there at the start becomes lost files, until they are found; how
 * far files are settled goes there at intervals; and a file that was nowhere for a day is
 * forgotten. The watch's own.
 */
final class SavedFiles {
  private static final long FORGET_SECONDS = Duration.ofDays(1).toSeconds();

  private final FollowParts parts;
  private final CheckpointFile checkpoint;
  private final LostFiles lost;
  private final FollowProblems problems;

  SavedFiles(
      FollowParts parts, CheckpointFile checkpoint, LostFiles lost, FollowProblems problems) {
    this.parts = parts;
    this.checkpoint = checkpoint;
    this.lost = lost;
    this.problems = problems;
    checkpoint.entries().forEach(this::restore);
  }

  private void restore(CheckpointEntry entry) {
    Place last = new Place(entry.path(), entry.id(), null, false, entry.head());
    FollowedFile file = new FollowedFile(parts, entry.generation(), last, entry.settled());
    file.readWhole(entry.wholeBytes());
    lost.add(file, entry.lostSince() == 0 ? seconds() : entry.lostSince());
  }

  /** It is there, or something about it has changed. */
  void put(FollowedFile file) {
    checkpoint.put(file.entry(0));
  }

  /** It is nowhere, for all that is known. */
  void lost(FollowedFile file) {
    lost.add(file, seconds());
    checkpoint.put(file.entry(seconds()));
  }

  void forgetOld() {
    for (FollowedFile file : lost.before(seconds() - FORGET_SECONDS)) {
      checkpoint.forget(file.generation());
    }
  }

  private long seconds() {
    return parts.clock().millis() / 1000;
  }

  /** Brings what is settled to the disk; files are read once their generation is there. */
  void save(Collection<Watched> watched) {
    watched.forEach(w -> note(w.file));
    lost.all().forEach(this::note);
    try {
      checkpoint.force();
      watched.forEach(w -> w.saved = true);
      problems.checkpointWorks();
    } catch (IOException e) {
      problems.checkpointFailed(e);
    }
  }

  private void note(FollowedFile file) {
    Point moved = file.prefix().moved();
    if (file.becameWhole()) {
      checkpoint.put(file.entry(0));
    } else if (moved != null) {
      checkpoint.move(file.generation(), moved);
    }
  }

  void close() throws IOException {
    checkpoint.close();
  }
}
