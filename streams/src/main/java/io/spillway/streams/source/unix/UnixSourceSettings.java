package io.spillway.streams.source.unix;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * A source of connections to a Unix domain socket.
 *
 * @param path the socket's file, made when the source opens and deleted when it closes
 * @param permissions who may connect: whoever may write to the file
 * @param maxConnections at so many the source accepts no more; the kernel lets some more wait
 * @param chunkBytes most that is read of a connection at once
 * @param linger how long a drain goes on reading from connections that still send
 */
public record UnixSourceSettings(
    Path path,
    Set<PosixFilePermission> permissions,
    FramingSettings framing,
    int maxConnections,
    int chunkBytes,
    Duration linger) {
  /** Of a socket on Linux. */
  private static final int MOST_PATH_BYTES = 107;

  private static final String DEFAULT_PERMISSIONS = "rw-rw----";

  public UnixSourceSettings {
    permissions = Set.copyOf(permissions);
  }

  /** Reads them; paths start from {@code workDir}. What is wrong is a problem of the section. */
  public static UnixSourceSettings read(Section section, Path workDir) {
    Path path = workDir.resolve(section.string("path")).normalize();
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MOST_PATH_BYTES) {
      section.problem("path", path + " is longer than a socket's path may be: " + MOST_PATH_BYTES);
    }
    return new UnixSourceSettings(
        path,
        permissions(section),
        FramingSettings.read(section, section.choice("framing", FramingKind.class)),
        section.integer("max-connections", 1, 100_000),
        (int) section.size("chunk-bytes", 4 << 10, 16 << 20),
        section.duration("linger", Duration.ZERO, Duration.ofMinutes(1)));
  }

  private static Set<PosixFilePermission> permissions(Section section) {
    try {
      return PosixFilePermissions.fromString(section.string("permissions"));
    } catch (IllegalArgumentException wrong) {
      section.problem("permissions", "must be written as rw-rw----");
      return PosixFilePermissions.fromString(DEFAULT_PERMISSIONS);
    }
  }
}
