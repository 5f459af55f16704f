package io.spillway.streams.sink.unix;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.net.ConnectionSettings;
import java.nio.file.Path;

/**
 * Settings of the unix sink.
 *
 * @param path the receiver's socket, absolute
 */
public record UnixSinkSettings(Path path, ConnectionSettings connection) {
  /** Longest path of a socket on Linux. */
  private static final int MOST_BYTES = 107;

  /**
   * Reads them.
   *
   * @param folder where a relative path starts
   */
  public static UnixSinkSettings read(Section section, Path folder) {
    Path path = folder.resolve(section.string("path")).normalize();
    if (path.toString().length() > MOST_BYTES) {
      section.problem("path", path + " is longer than a socket's path may be: " + MOST_BYTES);
    }
    return new UnixSinkSettings(path, ConnectionSettings.read(section));
  }
}
