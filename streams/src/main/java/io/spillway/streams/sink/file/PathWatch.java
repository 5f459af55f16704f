package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Notices, looking once a second, that the file that was opened is no longer at its path. */
final class PathWatch {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final LongSupplier nanos;
  private @Nullable Object key;
  private long lookedAt;

  PathWatch(Path path, LongSupplier nanos) {
    this.path = path;
    this.nanos = nanos;
  }

  /** The file at the path is the one to look for. */
  void opened() throws IOException {
    key = keyAtPath();
    lookedAt = nanos.getAsLong();
  }

  boolean moved() throws IOException {
    if (nanos.getAsLong() - lookedAt < LOOK_NANOS) {
      return false;
    }
    return movedNow();
  }

  /** As {@link #moved()}, without waiting for the second to pass. */
  boolean movedNow() throws IOException {
    lookedAt = nanos.getAsLong();
    return !Objects.equals(key, keyAtPath());
  }

  /** What tells files apart; null where the system can't, or where there is none. */
  private @Nullable Object keyAtPath() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) { // gone, as good as another one
      return null;
    }
  }
}
