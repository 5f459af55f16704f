package io.spillway.streams.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what with a file.
 *
 * @param allowed as the system says, links followed
 */
public record FileMode(Set<PosixFilePermission> allowed) {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  public FileMode {
    allowed = Set.copyOf(allowed);
  }

  /** Empty where the file system has no such permissions. */
  public static Optional<FileMode> of(Path file) throws IOException {
    try {
      return Optional.of(new FileMode(Files.getPosixFilePermissions(file)));
    } catch (UnsupportedOperationException otherKindOfSystem) {
      return Optional.empty();
    }
  }

  /** Whether nobody but the owner may do anything. */
  public boolean isOwnersOnly() {
    return OWNERS.containsAll(allowed);
  }

  /** Whether everybody may read it. */
  public boolean isReadByAll() {
    return allowed.contains(PosixFilePermission.OTHERS_READ);
  }

  /** As in {@code 0640 (rw-r-----)}. */
  @Override
  public String toString() {
    int bits = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      bits = bits << 1 | (allowed.contains(permission) ? 1 : 0);
    }
    return String.format(Locale.ROOT, "%04o (%s)", bits, PosixFilePermissions.toString(allowed));
  }
}
