package io.spillway.streams.source.follow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.framing.Multiline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows which files a source follows and where they are: finds new ones, tells rotation, truncation
 * and removal, gives each file with something to read to its lane, and keeps the checkpoint. Looks
 * often at files that were written to lately, seldom at the others ({@link LookTimes}). {@link
 * #poll} and {@link #save} one thread at a time, {@link #read} by the lanes.
 */
final class FileWatch {
  private static final long WARM_NANOS = Duration.ofSeconds(5).toNanos();

  private final FollowParts parts;
  private final FileScan scan;
  private final SavedFiles saved;
  private final Whereabouts where;
  private final CutFiles cut;
  private final Newcomers newcomers;
  private final List<ReadyFiles> lanes;
  private final FollowProblems problems;
  private final Map<Object, Watched> watched = new HashMap<>();
  private boolean unsaved;

  private final LostFiles lost = new LostFiles();
  private final LookTimes times;
  private long scans;
  private boolean begun;
  private volatile FollowCounts counts = new FollowCounts(0, 0, 0, 0, 0, 0);

  FileWatch(
      FollowParts parts,
      FileScan scan,
      CheckpointFile checkpoint,
      List<ReadyFiles> lanes,
      FollowProblems problems) {
    this.parts = parts;
    this.scan = scan;
    this.times =
        new LookTimes(parts.settings().scanInterval(), parts.settings().checkpointInterval());
    this.lanes = lanes;
    this.problems = problems;
    problems.checkpointDamaged(checkpoint.damaged());
    this.newcomers = new Newcomers(parts, lost, watched.values());
    this.saved = new SavedFiles(parts, checkpoint, lost, problems);
    this.where = new Whereabouts(parts, watched, saved, problems);
    this.cut = new CutFiles(parts.tally(), problems);
  }

  // ---- reading, by the lanes

  @Nullable Batch read(FollowedFile file) {
    try {
      Batch batch = file.next();
      problems.over(file.place().path());
      return batch;
    } catch (MovedException moved) {
      times.scanSoon();
      return null;
    } catch (IOException e) {
      problems.failed(file.place().path(), e);
      try {
        file.setAside();
      } catch (IOException unclosed) {
        problems.failed(file.place().path(), unclosed);
      }
      return null;
    } finally {
      if (file.isCut()) {
        times.scanSoon();
      }
    }
  }

  // ---- looking

  /** One look; {@code now} is {@link System#nanoTime}. */
  synchronized void poll(long now) {
    if (lookAtWarm(now) || times.isScanDue(now)) {
      times.scanBegins();
      long from = System.nanoTime();
      look(now);
      times.scanned(now, System.nanoTime() - from);
      begun = true;
    }
    cut.end(this::offer);
    if (times.isSaveDue(now) || unsaved) {
      times.saved(now);
      save();
    }
    parts.settings().files().framing().multiline().ifPresent(lines -> endRecords(lines, now));
    watched.values().forEach(this::offer);
    long behind = watched.values().stream().mapToLong(w -> w.file.behind()).sum();
    counts =
        new FollowCounts(
            watched.size(),
            parts.open().get(),
            behind,
            where.rotated(),
            cut.counted(),
            where.unreadBytes());
  }

  /** Whether one of them is not where it was. */
  private boolean lookAtWarm(long now) {
    boolean moved = false;
    for (Watched w : watched.values()) {
      if (!w.away && now - w.grownAt < WARM_NANOS) {
        Sighting there = FileScan.sighting(w.path);
        if (there == null || !there.key().equals(w.key)) {
          moved = true;
        } else {
          w.seen(there.size(), now);
        }
      }
    }
    return moved;
  }

  private void endRecords(Multiline lines, long now) {
    for (Watched w : watched.values()) {
      if (w.recordEndedAt != w.grownAt
          && now - w.grownAt >= lines.timeout().toNanos()
          && !w.file.hasWork()) {
        w.recordEndedAt = w.grownAt;
        if (w.file.isUnfinished()) {
          w.file.endRecordSoon();
        }
      }
    }
  }

  private void look(long now) {
    scans++;
    where.begin();
    FileScan.Found found = scan.look();
    problems.scanned(found.problems());
    List<Sighting> unknown = new ArrayList<>();
    for (Sighting seen : found.files()) {
      Watched known = watched.get(seen.key());
      if (known == null) {
        unknown.add(seen);
      } else {
        where.sighted(known, seen, scans, now);
      }
    }
    for (Watched w : List.copyOf(watched.values())) {
      if (w.scan != scans) {
        where.away(w, now);
      }
      if (w.file.isCut() && watched.remove(w.key, w)) {
        cut.add(w, unknown);
        saved.lost(w.file);
      }
    }
    newcomers.begin(scans);
    unknown.sort(Comparator.comparing(seen -> RotatedName.isRotated(seen.path())));
    unknown.forEach(seen -> welcome(seen, now));
    if (!begun) {
      lookForLost(now);
    }
    saved.forgetOld();
  }

  // ---- new files

  private void welcome(Sighting seen, long now) {
    if (watched.containsKey(seen.key())) {
      return;
    }
    try {
      Newcomers.Decision decision = newcomers.decide(seen, cut.files());
      FollowedFile file = decision.file();
      if (file == null) {
        return;
      }
      if (decision.truncated()) {
        cut.count();
      }
      Watched w = new Watched(file, seen, cut.isSuccessor(seen.key()) ? 0 : scans, now);
      w.scan = scans;
      watched.put(seen.key(), w);
      unsaved = true;
      saved.put(file);
      if (parts.tooManyOpen()) {
        file.close();
      }
    } catch (MovedException moved) {
      times.scanSoon();
    } catch (IOException e) {
      problems.failed(seen.path(), e);
    }
  }

  /** Files of an earlier run that were renamed, while none looked, to names that no glob has. */
  private void lookForLost(long now) {
    Set<Path> folders = new TreeSet<>();
    for (FollowedFile file : lost.all()) {
      Path folder = file.place().path().getParent();
      if (folder != null) {
        folders.add(folder);
      }
    }
    for (Path folder : folders) {
      for (Sighting there : newcomers.known(folder)) {
        welcome(there, now);
        Watched found = watched.get(there.key());
        if (found != null) {
          found.scan = scans - 1;
        }
      }
    }
  }

  // ---- to the lanes

  private void offer(Watched w) {
    if (w.saved && w.file.hasWork()) {
      offer(w.file);
    }
  }

  private void offer(FollowedFile file) {
    lanes.get(Math.floorMod(file.generation().hashCode(), lanes.size())).add(file);
  }

  /** Brings what is settled to the disk; files are read once their generation is there. */
  synchronized void save() {
    saved.save(watched.values());
    unsaved = watched.values().stream().anyMatch(w -> !w.saved);
  }

  synchronized void close() throws IOException {
    saved.close();
  }

  FollowCounts counts() {
    return counts;
  }
}
