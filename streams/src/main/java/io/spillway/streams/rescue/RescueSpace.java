package io.spillway.streams.rescue;

import io.spillway.streams.ledger.Reason;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much more may be rescued: the quota of all files together and what must stay free on the
 * disk. Measured by {@link #measure}, added up in between. Raises the alarm once when there is no
 * room, again every minute, and says when there is room again. The writer's thread only.
 */
final class RescueSpace {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final RescueSettings settings;
  private final Path[] folders;
  private long used;
  private long free = Long.MAX_VALUE;
  private boolean full;

  /** The least that was refused for want of room since it is full; 0 if a write failed. */
  private long wanted;

  private long alarmedNanos;

  RescueSpace(RescueSettings settings) {
    this.settings = settings;
    this.folders = new Path[] {settings.folder(), settings.rejected()};
  }

  /** Looks at the disk. */
  void measure() throws IOException {
    long sum = 0;
    for (Path folder : folders) {
      for (RescueFolder.Found file : new RescueFolder(folder).files()) {
        sum += file.bytes();
      }
    }
    used = sum;
    FileStore disk = Files.getFileStore(settings.folder());
    free = disk.getUsableSpace();
  }

  /** Why that many bytes more may not be written; empty if they may. */
  Optional<RescueGroup.Outcome> refusal(long bytes) {
    if (settings.quota().isPresent() && used + bytes > settings.quota().getAsLong()) {
      return refused("quota of " + settings.quota().getAsLong() + " bytes is used up");
    }
    if (free - bytes < settings.minFree()) {
      return refused(
          "only " + free + " bytes are free on the disk, min-free is " + settings.minFree());
    }
    return Optional.empty();
  }

  private static Optional<RescueGroup.Outcome> refused(String why) {
    return Optional.of(RescueGroup.Outcome.refused(Reason.DISK_FULL, why));
  }

  void written(long bytes) {
    used += bytes;
    free -= bytes;
  }

  /**
   * A group could not be kept.
   *
   * @param bytes that it has, if there was no room for them; 0 if they could not be written
   */
  void alarm(String why, long bytes, long nanos) {
    if (!full || nanos - alarmedNanos >= REPEAT_NANOS) {
      alarmedNanos = nanos;
      LOG.error(
          "rescue full dir={} bytes={} free={} detail=\"{}\"; sinks that fail hold their sources"
              + " back until there is room",
          settings.folder(),
          used,
          free,
          why);
    }
    wanted = full ? Math.min(wanted, bytes) : bytes;
    full = true;
  }

  /** A group was kept: there is room again if what was refused would fit, too. */
  void calm() {
    if (full && left() >= wanted) {
      full = false;
      LOG.info("rescue has room again dir={} bytes={} free={}", settings.folder(), used, free);
    }
  }

  boolean full() {
    return full;
  }

  long used() {
    return used;
  }

  /** Bytes that may still be written. */
  long left() {
    long byFloor = Math.max(0, free - settings.minFree());
    return settings.quota().isPresent()
        ? Math.min(byFloor, Math.max(0, settings.quota().getAsLong() - used))
        : byFloor;
  }
}
