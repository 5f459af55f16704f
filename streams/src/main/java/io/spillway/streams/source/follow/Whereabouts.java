package io.spillway.streams.source.follow;

import io.spillway.streams.ledger.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with where followed files are: renamed, written anew, moved away, removed. The watch's
 * own.
 */
final class Whereabouts {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");
  private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

  private final FollowParts parts;
  private final String source;
  private final Map<Object, Watched> watched;
  private final SavedFiles saved;
  private final FollowProblems problems;

  /** What is in folders, as far as one look needed it. */
  private final Map<Path, Map<Object, Sighting>> nearby = new HashMap<>();

  private long rotated;
  private long unreadBytes;

  /**
   * @param watched the files that are there, by key; those that are gone are taken out
   */
  Whereabouts(
      FollowParts parts, Map<Object, Watched> watched, SavedFiles saved, FollowProblems problems) {
    this.parts = parts;
    this.source = parts.tally().source();
    this.watched = watched;
    this.saved = saved;
    this.problems = problems;
  }

  /** A look begins. */
  void begin() {
    nearby.clear();
  }

  /** How often a file was renamed, moved or removed. */
  long rotated() {
    return rotated;
  }

  /** What was seen in files that were removed, and not read. */
  long unreadBytes() {
    return unreadBytes;
  }

  /** It was seen, at this path or another, in this scan. */
  void sighted(Watched w, Sighting seen, long scan, long now) {
    w.scan = scan;
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
      saved.put(w.file);
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
      w.verifiedSize = -1; // the next look knows where it is
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
        saved.put(w.file);
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
  void away(Watched w, long now) {
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
    saved.lost(w.file);
  }
}
