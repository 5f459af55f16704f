package io.spillway.streams.unix;

import io.spillway.streams.settings.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The setting {@code path} of a socket. */
public final class SocketPath {
  /** Longest path of a socket on Linux. */
  private static final int MOST_BYTES = 107;

  private SocketPath() {}

  /**
   * Reads it.
   *
   * @param folder where a relative path starts
   */
  public static Path read(Section section, Path folder) {
    Path path = folder.resolve(section.string("path")).normalize();
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      section.problem("path", path + " is longer than a socket's path may be: " + MOST_BYTES);
    }
    return path;
  }
}
