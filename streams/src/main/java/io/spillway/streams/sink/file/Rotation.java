package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a file when its settings say so. A file that can't be renamed goes on growing, which loses
 * nothing, and is tried again. Used under its sink's lock; compressing and deleting go on beside
 * it.
 */
final class Rotation {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.file");
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path path;
  private final RotationSettings settings;
  private final FileParts parts;
  private final RotatedFiles files;
  private long begunMillis;
  private boolean failed;
  private long failedAt;
  private boolean tidied;

  Rotation(FileSinkSettings settings, FileParts parts) {
    this.path = settings.path();
    this.settings = settings.rotation();
    this.parts = parts;
    this.files = new RotatedFiles(settings.path(), settings.rotation());
  }

  /** The file is about to be opened: one with records is as old as its last one. */
  void opening() throws IOException {
    if (!settings.on()) {
      return;
    }
    boolean older = Files.exists(path) && Files.size(path) > 0;
    begunMillis = older ? Files.getLastModifiedTime(path).toMillis() : parts.millis().getAsLong();
    if (!tidied) {
      tidied = true;
      tidy();
    }
  }

  boolean due(long size, long more) {
    boolean tooEarly = failed && parts.nanos().getAsLong() - failedAt < AGAIN_NANOS;
    return settings.on()
        && !tooEarly
        && settings.due(size, more, begunMillis, parts.millis().getAsLong());
  }

  /** Renames the file; whether that was done. */
  boolean rotate() {
    try {
      files.rotate(parts.millis().getAsLong());
      failed = false;
    } catch (IOException e) { // the file is as it was
      failed = true;
      failedAt = parts.nanos().getAsLong();
      LOG.warn("can't rotate path={} detail=\"{}\"", path, Faults.detail(e));
      return false;
    }
    tidy();
    return true;
  }

  private void tidy() {
    try {
      parts.tidier().execute(() -> files.tidy(parts.millis().getAsLong()));
    } catch (RejectedExecutionException e) { // at the end of the process; the next start does it
      LOG.info("rotated files are tidied at the next start path={}", path);
    }
  }
}
