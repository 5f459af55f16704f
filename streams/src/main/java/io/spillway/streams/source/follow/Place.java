package io.spillway.streams.source.follow;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a followed file is.
 *
 * @param key of the file there, as long as it exists; null while it is nowhere
 * @param compressed whether its content is final
 * @param head how it begins, as far as that was looked at
 */
record Place(Path path, FileId id, @Nullable Object key, boolean compressed, Fingerprint head) {
  Place at(Path newPath, @Nullable Object newKey, Fingerprint newHead) {
    return new Place(newPath, id, newKey, compressed, newHead);
  }
}
