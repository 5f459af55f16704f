package io.spillway.streams.source.follow;

import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a file is that is not followed yet: one of an earlier run (by inode, beginning and
 * the bytes before the offset), the rest of one that was cut or removed (a copy under a name that
 * rotation gives), a copy of one that is still followed, or a new one. One thread.
 */
final class Newcomers {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");

  /** A compressed file that was written to since then may not be whole. */
  private static final long WRITTEN_MILLIS = 2000;

  private final FollowParts parts;
  private final LostFiles lost;
  private final SecureRandom random = new SecureRandom();

  private final Copies copies;

  /**
   * What a file is.
   *
   * @param file null: nothing to read, as far as can be said now
   * @param truncated the file that was here was cut while nobody looked
   */
  record Decision(@Nullable FollowedFile file, boolean truncated) {
    private static final Decision NOT_NOW = new Decision(null, false);
  }

  Newcomers(FollowParts parts, LostFiles lost, Collection<Watched> watched) {
    this.parts = parts;
    this.lost = lost;
    this.copies = new Copies(watched);
  }

  /** The followed files may have changed; {@code number} is that of this look. */
  void begin(long number) {
    copies.begin(number);
  }

  /**
   * Decides. The file returned is located there and open.
   *
   * @param cut files of which it is known that they are not what they were
   */
  Decision decide(Sighting seen, Collection<FollowedFile> cut) throws IOException {
    if (copies.isStill(seen) || (seen.size() == 0 && seen.path().toString().endsWith(".gz"))) {
      return Decision.NOT_NOW;
    }
    Content content = Contents.open(seen.path(), seen.key());
    boolean taken = false;
    try {
      if (content.isFinal()
          && parts.clock().millis() - seen.modifiedNanos() / 1_000_000 < WRITTEN_MILLIS) {
        return Decision.NOT_NOW;
      }
      Place here = place(seen, content);
      Decision decision = decide(here, content, seen, cut);
      FollowedFile file = decision.file();
      if (file != null) {
        copies.forget(seen);
        taken = true;
        file.locate(here, seen.size(), content);
        LOG.info(
            "file {} followed source={} from_offset={} behind_bytes={}",
            seen.path(),
            parts.tally().source(),
            file.resume().offset(),
            Math.max(0, seen.size() - file.resume().offset()));
      }
      return decision;
    } finally {
      if (!taken) {
        content.close();
      }
    }
  }

  /**
   * Files in a folder, followed by nobody, that are lost ones by their inodes and do not just begin
   * anew.
   */
  List<Sighting> known(Path folder) {
    return FileScan.list(folder).values().stream().filter(this::isLost).toList();
  }

  private boolean isLost(Sighting seen) {
    List<FollowedFile> sameInode;
    try {
      sameInode = lost.ofInode(FileId.of(seen.path(), seen.key()).inode());
    } catch (IOException moved) {
      return false;
    }
    if (sameInode.isEmpty()) {
      return false;
    }
    try (Content content = Contents.open(seen.path(), seen.key())) {
      for (FollowedFile file : sameInode) {
        if (file.place().head().length() > 0
            && file.place().head().matches(content)
            && goesOn(file, content, true)) {
          return true;
        }
      }
      return false;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Place place(Sighting seen, Content content) throws IOException {
    FileId id = FileId.of(seen.path(), seen.key());
    return new Place(seen.path(), id, seen.key(), content.isFinal(), Fingerprint.of(content));
  }

  private Decision decide(Place here, Content content, Sighting seen, Collection<FollowedFile> cut)
      throws IOException {
    boolean truncated = false;
    for (FollowedFile file : lost.ofInode(here.id().inode())) {
      if (!cut.contains(file)) {
        boolean sameHead = file.place().head().matches(content);
        if (sameHead && goesOn(file, content, !content.isFinal())) {
          lost.remove(file);
          return new Decision(file, false);
        }
        truncated |= sameHead || file.place().path().equals(here.path());
      }
    }
    if (RotatedName.isRotated(here.path())) {
      FollowedFile original = originalOf(here, content, seen);
      if (original != null && copies.has(seen)) {
        return Decision.NOT_NOW;
      } else if (original != null) {
        lost.remove(original);
        return new Decision(original, false);
      }
    }
    String generation = HexFormat.of().toHexDigits(random.nextLong());
    return new Decision(
        new FollowedFile(parts, generation, here, new Point(0, Tail.NONE)), truncated);
  }

  /** Whether a content has what was read of a file, and perhaps more. */
  static boolean goesOn(FollowedFile file, Content content, boolean lookBack) throws IOException {
    Point resume = file.resume();
    return content.size() >= resume.offset()
        && (!lookBack || resume.tail().matches(content, resume.offset()));
  }

  /** The file of which this is a copy; one that is followed is noted in {@link #copies}. */
  private @Nullable FollowedFile originalOf(Place here, Content content, Sighting seen)
      throws IOException {
    Path family = RotatedName.family(here.path());
    for (FollowedFile file : lost.ofFamily(family)) {
      if (beginsLike(file, content) && isRestOf(file, content)) {
        copies.forget(seen);
        return file;
      }
    }
    return copies.originalOf(here, content, seen);
  }

  /** The program may have written on after the copy was made, and been read so far. */
  private static boolean isRestOf(FollowedFile file, Content copy) throws IOException {
    if (goesOn(file, copy, true)) {
      return true;
    }
    if (!copy.isFinal() && copy.size() < file.resume().offset() && file.hasRead(copy)) {
      file.goBackToEndOf(copy);
      return true;
    }
    return false;
  }

  static boolean beginsLike(FollowedFile file, Content content) throws IOException {
    Fingerprint head = file.place().head();
    return head.length() > 0 && head.matches(content);
  }
}
