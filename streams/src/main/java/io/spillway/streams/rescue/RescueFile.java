package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A rescue file being written. Committed is what was fsynced and is counted; what lies behind it is
 * cut off when something fails, since its records were not acknowledged. The writer's thread only.
 */
final class RescueFile {
  private final Path lock;
  private final RescueName name;
  private final RescueOutput output;
  private final long openedNanos;
  private long written;
  private long committed;
  private long recordsWritten;
  private long records;

  RescueFile(Path lock, RescueName name, RescueOutput output, long openedNanos) {
    this.lock = lock;
    this.name = name;
    this.output = output;
    this.openedNanos = openedNanos;
  }

  RescueName name() {
    return name;
  }

  Path lock() {
    return lock;
  }

  /** Writes a group behind the others; if that fails, cuts back what came of it. */
  void append(RescueGroup group) throws IOException {
    try {
      CrashPoint.RESCUE_LINE.midway(
          group.length(), n -> output.write(ByteBuffer.wrap(group.bytes(), 0, n)));
      output.write(ByteBuffer.wrap(group.bytes(), 0, group.length()));
    } catch (IOException e) {
      output.truncate(written);
      throw e;
    }
    written += group.length();
    recordsWritten += group.records();
  }

  /** Makes sure of all that was written. Returns how many bytes more are committed. */
  long commit() throws IOException {
    long before = committed;
    if (written > committed) {
      CrashPoint.RESCUE_WRITTEN.pass();
      output.force();
      CrashPoint.RESCUE_SYNCED.pass();
      committed = written;
      records = recordsWritten;
    }
    return committed - before;
  }

  /** Leaves only what is committed, on disk, and lets go of the file; may be tried again. */
  void close() throws IOException {
    if (written > committed) {
      output.truncate(committed);
      output.force();
      written = committed;
      recordsWritten = records;
    }
    output.close();
  }

  boolean dirty() {
    return written > committed;
  }

  long written() {
    return written;
  }

  long committed() {
    return committed;
  }

  /** Records committed. */
  long records() {
    return records;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }
}
