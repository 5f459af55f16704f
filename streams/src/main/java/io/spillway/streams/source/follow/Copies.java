package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies of files that are followed; they wait until their original is cut or gone, for then they
 * have what was left of it. One thread.
 */
final class Copies {
  private final Collection<Watched> watched;
  private final Map<Object, Copy> copies = new HashMap<>();

  /**
   * A copy of so many bytes.
   *
   * @param sure whether it was held beside its original; else that was cut or can't be compared
   */
  private record Copy(Sighting seen, FollowedFile original, boolean sure) {
    boolean isSureOf(Sighting now) {
      return sure && seen.size() == now.size();
    }
  }

  private enum Likeness {
    NONE,
    MAYBE,
    SURE
  }

  /** Files that are followed, by the name they had first; made when it is needed. */
  private @Nullable Map<Path, List<Watched>> families;

  private long scan;

  Copies(Collection<Watched> watched) {
    this.watched = watched;
  }

  /** The followed files may have changed; {@code number} is that of this look. */
  void begin(long number) {
    families = null;
    scan = number;
  }

  void forget(Sighting seen) {
    copies.remove(seen.key());
  }

  boolean has(Sighting seen) {
    return copies.containsKey(seen.key());
  }

  /** Whether it is one that was found before, and neither it nor its original has changed. */
  boolean isStill(Sighting seen) {
    Copy copy = copies.get(seen.key());
    return copy != null
        && copy.seen.size() == seen.size()
        && copy.original.place().key() != null
        && !copy.original.isCut();
  }

  /** The followed file of which this is a copy, noted from now on; null if there is none. */
  @Nullable FollowedFile originalOf(Place here, Content content, Sighting seen) throws IOException {
    Path family = RotatedName.family(here.path());
    for (Watched w : followed().getOrDefault(family, List.of())) {
      FollowedFile file = w.file;
      boolean first = content.isFinal() || w.path.equals(family);
      boolean known = w.firstScan < scan || file.resume().offset() > 0;
      if (first && known && Newcomers.beginsLike(file, content)) {
        Likeness likeness = likeness(content, file);
        if (likeness != Likeness.NONE) {
          copies.put(seen.key(), new Copy(seen, file, likeness == Likeness.SURE));
          return file;
        }
      }
    }
    Copy before = copies.get(seen.key());
    if (before != null && before.isSureOf(seen)) {
      return before.original();
    }
    forget(seen);
    return null;
  }

  /** Whether it ends as the file does there; a file that was cut just now leaves that open. */
  private static Likeness likeness(Content content, FollowedFile file) throws IOException {
    Place place = file.place();
    if (place.key() == null) {
      return Likeness.NONE;
    }
    try (Content original = Contents.open(place.path(), place.key())) {
      if (content.isFinal() || !Newcomers.goesOn(file, original, true)) {
        return Likeness.MAYBE;
      }
      long end = content.size();
      int n = (int) Math.min(end, Tail.MOST_BYTES);
      return Arrays.equals(content.bytes(n, end - n), original.bytes(n, end - n))
          ? Likeness.SURE
          : Likeness.NONE;
    }
  }

  private Map<Path, List<Watched>> followed() {
    Map<Path, List<Watched>> made = families;
    if (made == null) {
      made = new HashMap<>();
      for (Watched w : watched) {
        made.computeIfAbsent(RotatedName.family(w.path), family -> new ArrayList<>()).add(w);
      }
      families = made;
    }
    return made;
  }
}
