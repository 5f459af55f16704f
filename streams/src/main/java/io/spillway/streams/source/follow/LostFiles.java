package io.spillway.streams.source.follow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that were followed and are nowhere now, by what they may be found again: those of an
 * earlier run until they are seen, and those that were removed, or cut by a truncation. One thread.
 */
final class LostFiles {
  private final Map<FollowedFile, Long> since = new LinkedHashMap<>();
  private final Map<Long, List<FollowedFile>> byInode = new HashMap<>();
  private final Map<Path, List<FollowedFile>> byFamily = new HashMap<>();

  void add(FollowedFile file, long lostSince) {
    since.put(file, lostSince);
    Place last = file.place();
    byInode.computeIfAbsent(last.id().inode(), inode -> new ArrayList<>()).add(file);
    byFamily
        .computeIfAbsent(RotatedName.family(last.path()), family -> new ArrayList<>())
        .add(file);
  }

  void remove(FollowedFile file) {
    since.remove(file);
    Place last = file.place();
    remove(byInode, last.id().inode(), file);
    remove(byFamily, RotatedName.family(last.path()), file);
  }

  private static <K> void remove(Map<K, List<FollowedFile>> from, K key, FollowedFile file) {
    List<FollowedFile> files = from.get(key);
    if (files != null && files.remove(file) && files.isEmpty()) {
      from.remove(key);
    }
  }

  /** Whatever the device: its number may change from start to start. */
  List<FollowedFile> ofInode(long inode) {
    return List.copyOf(byInode.getOrDefault(inode, List.of()));
  }

  List<FollowedFile> ofFamily(Path family) {
    return List.copyOf(byFamily.getOrDefault(family, List.of()));
  }

  Collection<FollowedFile> all() {
    return List.copyOf(since.keySet());
  }

  /** Those lost before {@code seconds}, taken out. */
  List<FollowedFile> before(long seconds) {
    List<FollowedFile> old = new ArrayList<>();
    since.forEach(
        (file, lost) -> {
          if (lost < seconds) {
            old.add(file);
          }
        });
    old.forEach(this::remove);
    return old;
  }
}
