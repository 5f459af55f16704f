package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.file.Path;

/** Opens a file as what it is. */
final class Contents {
  private Contents() {}

  /** What is at {@code path}, if it is still the file of that key. */
  static Content open(Path path, Object key) throws IOException {
    return PlainContent.open(path, key);
  }
}
