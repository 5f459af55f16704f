package io.spillway.streams.source.follow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.framing.Multiline;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which files a source follows and where they are: finds new ones, tells rotation, truncation
 * and removal, gives each file with something to read to its lane, and keeps the checkpoint. Looks
 * often at files that were written to lately, seldom at the others; a look for files takes at most
 * a twentieth of the time. {@link #poll} and {@link #save} one thread at a time, {@link #read} by
 * the lanes.
 */
final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");
  private static final long WARM_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int SCAN_SHARE = 20;
  private static final long FORGET_SECONDS = Duration.ofDays(1).toSeconds();

  private final FollowParts parts;
  private final String source;
  private final FileScan scan;
  private final CheckpointFile checkpoint;
  private final Newcomers newcomers;
  private final List<ReadyFiles> lanes;
  private final FollowProblems problems;
  private final Map<Object, Watched> watched = new HashMap<>();
  private boolean unsaved;
  private final List<FollowedFile> cut = new ArrayList<>();

  /** Keys of files that were cut, for as long as one look takes. */
  private final Set<Object> replaced = new HashSet<>();

  /** What is in folders, as far as one look needed it. */
  private final Map<Path, Map<Object, Sighting>> nearby = new HashMap<>();

  private final LostFiles lost = new LostFiles();
  private volatile boolean scanSoon;
  private long scans;
  private long nextScan;
  private long nextSave;
  private boolean begun;
  private long rotated;
  private long truncated;
  private long unreadBytes;
  private volatile FollowCounts counts = new FollowCounts(0, 0, 0, 0, 0, 0);

  FileWatch(
      FollowParts parts,
      FileScan scan,
      CheckpointFile checkpoint,
      List<ReadyFiles> lanes,
      FollowProblems problems) {
    this.parts = parts;
    this.source = parts.tally().source();
    this.scan = scan;
    this.checkpoint = checkpoint;
    this.lanes = lanes;
    this.problems = problems;
    this.newcomers = new Newcomers(parts, lost, watched.values());
    restore();
  }

  private void restore() {
    for (CheckpointEntry entry : checkpoint.entries()) {
      FollowedFile.Place last =
          new FollowedFile.Place(entry.path(), entry.id(), null, false, entry.head());
      FollowedFile file = new FollowedFile(parts, entry.generation(), last, entry.settled());
      file.readWhole(entry.wholeBytes());
      lost.add(file, entry.lostSince() == 0 ? seconds() : entry.lostSince());
    }
  }

  // ---- reading, by the lanes

  @Nullable Batch read(FollowedFile file) {
    try {
      Batch batch = file.next();
      problems.over(file.place().path());
      return batch;
    } catch (MovedException moved) {
      scanSoon = true;
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
      scanSoon |= file.isCut();
    }
  }

  // ---- looking

  /** One look; {@code now} is {@link System#nanoTime}. */
  synchronized void poll(long now) {
    if (lookAtWarm(now) || scanSoon || !begun || now - nextScan >= 0) {
      scanSoon = false;
      long from = System.nanoTime();
      look(now);
      long took = System.nanoTime() - from;
      nextScan = now + Math.max(parts.settings().scanInterval().toNanos(), SCAN_SHARE * took);
      begun = true;
    }
    endCut();
    if (now - nextSave >= 0 || unsaved) {
      nextSave = now + parts.settings().checkpointInterval().toNanos();
      save();
    }
    parts.settings().files().framing().multiline().ifPresent(lines -> endRecords(lines, now));
    watched.values().forEach(this::offer);
    long behind = watched.values().stream().mapToLong(w -> w.file.behind()).sum();
    counts =
        new FollowCounts(
            watched.size(), parts.open().get(), behind, rotated, truncated, unreadBytes);
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
    nearby.clear();
    FileScan.Found found = scan.look();
    problems.scanned(found.problems());
    List<Sighting> unknown = new ArrayList<>();
    for (Sighting seen : found.files()) {
      Watched known = watched.get(seen.key());
      if (known == null) {
        unknown.add(seen);
      } else {
        sighted(known, seen, now);
      }
    }
    for (Watched w : List.copyOf(watched.values())) {
      if (w.scan != scans) {
        away(w, now);
      }
      replaceIfCut(w, unknown);
    }
    newcomers.begin(scans);
    unknown.sort(Comparator.comparing(seen -> RotatedName.isRotated(seen.path())));
    unknown.forEach(seen -> welcome(seen, now));
    replaced.clear();
    if (!begun) {
      lookForLost(now);
    }
    forgetOld();
  }

  private void sighted(Watched w, Sighting seen, long now) {
    w.scan = scans;
    if (w.away) {
      w.away = false;
      w.file.keepOpen(false);
    }
    if (problems.isUnread(w.path) && now - w.retriedAt >= RETRY_NANOS) {
      w.retriedAt = now;
      w.file.retry();
    }
    w.seen(seen.size(), now);
    if (!seen.path().equals(w.path)) {
      LOG.info("file {} renamed source={} to={}", w.path, source, seen.path());
      rotated++;
      w.path = seen.path();
      w.renamed = true;
      w.file.renamed(w.path, w.file.place().head());
      checkpoint.put(w.file.entry(0));
    }
    if (w.size != w.verifiedSize || seen.modifiedNanos() != w.verifiedNanos) {
      w.verifiedNanos = seen.modifiedNanos();
      verify(w);
    }
    Fingerprint head = w.file.place().head();
    if (!head.isFull() && w.size > head.length()) {
      refreshHead(w, head);
    }
    settleUnfinished(w, now);
  }

  private void verify(Watched w) {
    w.verifiedSize = w.size;
    try {
      w.file.verify();
    } catch (MovedException moved) {
      scanSoon = true;
    } catch (IOException e) {
      problems.failed(w.path, e);
    }
  }

  /** A short beginning says little; as the file grows, more of it is kept in mind. */
  private void refreshHead(Watched w, Fingerprint head) {
    try (Content content = Contents.open(w.path, w.key)) {
      Fingerprint longer = Fingerprint.of(content);
      if (longer.length() > head.length() && head.matches(content)) {
        w.file.renamed(w.path, longer);
        checkpoint.put(w.file.entry(0));
      }
    } catch (IOException e) {
      problems.failed(w.path, e);
    }
  }

  /** The unfinished last line of a rotated file becomes a record, unless the file grows again. */
  private void settleUnfinished(Watched w, long now) {
    if (w.file.hasGrownAfterItsEnd()) {
      relocate(w);
    } else if (w.renamed
        && w.file.isUnfinished()
        && w.isQuiet(parts.settings().rotateWait().toNanos(), now)) {
      w.file.end();
    }
  }

  private void relocate(Watched w) {
    try {
      w.file.locate(w.file.place(), w.size, null);
    } catch (IOException e) {
      problems.failed(w.path, e);
    }
  }

  /** Not where it was: it is read to its end and closed when nothing came for a while. */
  private void away(Watched w, long now) {
    if (!w.away) {
      w.away = true;
      w.file.keepOpen(true);
      w.awaySince = now;
      rotated++;
      LOG.info("file {} is not there any more source={}", w.path, source);
    }
    try {
      if (!w.file.isOpen() && !w.file.hasEnded() && !findNearby(w, now)) {
        gone(w);
        return;
      }
      w.seen(w.file.size(w.size), now);
      if (w.file.hasEnded()) {
        gone(w);
      } else if (!w.file.hasWork() && w.isQuiet(parts.settings().rotateWait().toNanos(), now)) {
        w.file.end();
      }
    } catch (IOException e) {
      problems.failed(w.path, e);
    }
  }

  /** A closed file may have been renamed to a name that no glob has. */
  private boolean findNearby(Watched w, long now) {
    Path folder = w.path.getParent();
    Sighting there =
        folder == null ? null : nearby.computeIfAbsent(folder, FileScan::list).get(w.key);
    if (there == null) {
      return false;
    }
    w.path = there.path();
    w.file.renamed(w.path, w.file.place().head());
    w.seen(there.size(), now);
    return true;
  }

  private void gone(Watched w) throws IOException {
    watched.remove(w.key);
    long unread = Math.max(0, w.size - w.file.resume().offset());
    if (unread > 0 && !w.file.isCut()) {
      unreadBytes += unread;
      parts.tally().note(Reason.FILE_REMOVED, 1);
      LOG.error("file {} removed source={} unread_bytes={}", w.path, source, unread);
    } else {
      LOG.info("file {} read to its end and closed source={}", w.path, source);
    }
    w.file.lose();
    lost(w.file);
  }

  private void lost(FollowedFile file) {
    lost.add(file, seconds());
    checkpoint.put(file.entry(seconds()));
  }

  // ---- truncation

  private void replaceIfCut(Watched w, List<Sighting> unknown) {
    if (!w.file.isCut() || !watched.remove(w.key, w)) {
      return;
    }
    truncated++;
    parts.tally().note(Reason.FILE_TRUNCATED, 1);
    long read = w.file.resume().offset();
    LOG.warn("file {} was truncated source={} after_offset={}", w.path, source, read);
    cut.add(w.file);
    lost(w.file);
    Sighting there = FileScan.sighting(w.path);
    if (there != null) {
      unknown.add(there);
      replaced.add(there.key());
    }
  }

  /** What was cut and has no copy ends with what was read of it. */
  private void endCut() {
    for (FollowedFile file : List.copyOf(cut)) {
      if (!file.isCut()) {
        cut.remove(file);
      } else if (!file.hasEnded()) {
        file.end();
        offer(file);
      } else {
        cut.remove(file);
        try {
          file.lose();
        } catch (IOException e) {
          problems.failed(file.place().path(), e);
        }
      }
    }
  }

  // ---- new files

  private void welcome(Sighting seen, long now) {
    if (watched.containsKey(seen.key())) {
      return;
    }
    try {
      Newcomers.Decision decision = newcomers.decide(seen, cut);
      FollowedFile file = decision.file();
      if (file == null) {
        return;
      }
      if (decision.truncated()) {
        truncated++;
        parts.tally().note(Reason.FILE_TRUNCATED, 1);
      }
      Watched w = new Watched(file, seen, replaced.contains(seen.key()) ? 0 : scans, now);
      w.scan = scans;
      watched.put(seen.key(), w);
      unsaved = true;
      checkpoint.put(file.entry(0));
      if (parts.tooManyOpen()) {
        file.close();
      }
    } catch (MovedException moved) {
      scanSoon = true;
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

  private void forgetOld() {
    for (FollowedFile file : lost.before(seconds() - FORGET_SECONDS)) {
      checkpoint.forget(file.generation());
    }
  }

  private long seconds() {
    return parts.clock().millis() / 1000;
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
    watched.values().forEach(w -> note(w.file));
    lost.all().forEach(this::note);
    try {
      checkpoint.force();
      watched.values().forEach(w -> w.saved = true);
      unsaved = false;
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

  synchronized void close() throws IOException {
    checkpoint.close();
  }

  FollowCounts counts() {
    return counts;
  }
}
