package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.file.Path;

/** A path leads to another file than it did. */
final class MovedException extends IOException {
  private static final long serialVersionUID = 1;

  MovedException(Path path) {
    super(path + " is another file by now");
  }
}
