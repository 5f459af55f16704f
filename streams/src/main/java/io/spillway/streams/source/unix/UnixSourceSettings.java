package io.spillway.streams.source.unix;

import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.settings.Section;
import io.spillway.streams.unix.SocketKind;
import io.spillway.streams.unix.SocketPath;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * A source that listens on a Unix domain socket.
 *
 * @param path the socket's file, made when the source opens and deleted when it closes
 * @param socket what senders use
 * @param permissions who may connect: whoever may write to the file
 * @param maxConnections at so many the source accepts no more; the kernel lets some more wait
 * @param chunkBytes most that is read of a connection at once
 * @param batchBytes of datagrams: a batch leaves when it holds so many
 * @param batchInterval or so long after its first one
 * @param linger how long a drain goes on reading from connections that still send
 */
public record UnixSourceSettings(
    Path path,
    SocketKind socket,
    Set<PosixFilePermission> permissions,
    FramingSettings framing,
    int maxConnections,
    int chunkBytes,
    int batchBytes,
    Duration batchInterval,
    Duration linger) {
  private static final int MOST_DATAGRAM_BYTES = 16 << 20;
  private static final String DEFAULT_PERMISSIONS = "rw-rw----";

  public UnixSourceSettings {
    permissions = Set.copyOf(permissions);
  }

  /** Whether those need the same socket. */
  boolean listensAs(UnixSourceSettings other) {
    return path.equals(other.path)
        && socket == other.socket
        && permissions.equals(other.permissions);
  }

  /** Reads them; paths start from {@code workDir}. What is wrong is a problem of the section. */
  public static UnixSourceSettings read(Section section, Path workDir) {
    SocketKind socket = section.choice("socket", SocketKind.class);
    FramingSettings framing =
        FramingSettings.read(section, section.choice("framing", FramingKind.class));
    if (socket == SocketKind.DATAGRAM) {
      checkDatagrams(section, framing);
    }
    return new UnixSourceSettings(
        SocketPath.read(section, workDir),
        socket,
        permissions(section),
        framing,
        section.integer("max-connections", 1, 100_000),
        (int) section.size("chunk-bytes", 4 << 10, 16 << 20),
        (int) section.size("batch-bytes", 1 << 10, 16 << 20),
        section.duration("batch-interval", Duration.ofMillis(1), Duration.ofMinutes(1)),
        section.duration("linger", Duration.ZERO, Duration.ofMinutes(1)));
  }

  private static void checkDatagrams(Section section, FramingSettings framing) {
    if (framing.maxRecordBytes() > MOST_DATAGRAM_BYTES) {
      section.problem("max-record-bytes", "must be at most 16 MiB with socket = datagram");
    }
    if (framing.tooLong() == TooLong.SPLIT) {
      section.problem("too-long", "must be truncate or discard with socket = datagram");
    }
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
