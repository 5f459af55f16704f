package io.spillway.streams.source.unix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a socket is found: made by binding, and deleted only while it is this one.
 * Owned by its socket; one thread.
 */
final class SocketFile {
  private final Path path;
  private final Set<PosixFilePermission> permissions;
  private @Nullable Object key;

  SocketFile(Path path, Set<PosixFilePermission> permissions) {
    this.path = path;
    this.permissions = permissions;
  }

  static SocketFile of(UnixSourceSettings settings) {
    return new SocketFile(settings.path(), settings.permissions());
  }

  /** Removes a socket that a node that was killed left behind; all else is kept. */
  void removeStale() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes().isOther()) {
      throw new IOException("there is a file that is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IOException("someone listens there: " + probe.getRemoteAddress());
    } catch (ConnectException nobody) {
      Files.delete(path);
    } catch (SocketException otherKind) {
      throw new IOException("someone listens there: " + otherKind.getMessage(), otherKind);
    }
  }

  /** It was made just now. */
  void made() throws IOException {
    Files.setPosixFilePermissions(path, permissions);
    key = attributes().fileKey();
  }

  /** Whether it was made and is gone, or another's now, so that senders don't find its socket. */
  boolean isMissing() throws IOException {
    return key != null && !isThere();
  }

  private boolean isThere() throws IOException {
    try {
      return attributes().fileKey().equals(key);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  void delete() throws IOException {
    if (key != null && isThere()) {
      Files.deleteIfExists(path);
    }
    key = null;
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
