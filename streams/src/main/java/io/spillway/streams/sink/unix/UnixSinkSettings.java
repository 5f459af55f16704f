package io.spillway.streams.sink.unix;

import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.unix.SocketKind;
import io.spillway.streams.unix.SocketPath;
import java.nio.file.Path;

/**
 * Settings of the unix sink.
 *
 * @param path the receiver's socket, absolute
 * @param connection for streams; its write-timeout for both
 * @param maxDatagramBytes longest record that goes as a datagram; longer ones are rejected
 */
public record UnixSinkSettings(
    Path path, SocketKind socket, ConnectionSettings connection, int maxDatagramBytes) {
  private static final int MOST_BYTES = 16 << 20;

  /**
   * Reads them.
   *
   * @param folder where a relative path starts
   */
  public static UnixSinkSettings read(Section section, Path folder) {
    Path path = SocketPath.read(section, folder);
    ConnectionSettings connection = ConnectionSettings.read(section);
    return new UnixSinkSettings(path, socket(section), connection, mostBytes(section));
  }

  /** All but the path. */
  public static void readDefaults(Section section) {
    ConnectionSettings.read(section);
    socket(section);
    mostBytes(section);
  }

  private static SocketKind socket(Section section) {
    return section.choice("socket", SocketKind.class);
  }

  private static int mostBytes(Section section) {
    return (int) section.size("max-datagram-bytes", 64, MOST_BYTES);
  }
}
