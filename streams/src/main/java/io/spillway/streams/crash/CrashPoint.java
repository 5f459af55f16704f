package io.spillway.streams.crash;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places at which a crash test has the process killed by SIGKILL: with {@code
 * -Dspillway.crash=rescue-line:3} the third pass there is the last thing that happens. Without that
 * property a pass compares two constants, which the compiler leaves out. Thread-safe.
 */
public enum CrashPoint {
  READ,
  PARSED,
  ROUTED,
  BETWEEN_SINKS,
  LIVE_APPEND,
  ROTATED,
  COMPRESSED,
  RESCUE_OPENED,
  RESCUE_LINE,
  RESCUE_WRITTEN,
  RESCUE_SYNCED,
  RESCUE_CLOSED,
  RESCUE_RENAMED,
  RESCUE_ADOPTED,
  CHECKPOINT_DUE,
  CHECKPOINT_LINE,
  CHECKPOINT_REWRITTEN,
  REPLAY_INTENDED,
  REPLAY_APPEND,
  REPLAY_DELIVERED,
  REPLAY_CHECKPOINT,
  REPLAY_FILE_DONE,
  REPLAY_FILE_REMOVED,
  REPLAY_SPLIT,
  DRAIN_LANES,
  DRAIN_RESCUE;

  private static final Logger LOG = LoggerFactory.getLogger("ctrl.crash");
  private static final int KILLED = 137;

  private static final @Nullable String ORDER = System.getProperty("spillway.crash");
  private static final @Nullable CrashPoint CHOSEN = ORDER == null ? null : chosen(ORDER);
  private static final AtomicLong PASSES_LEFT =
      new AtomicLong(ORDER == null ? 0 : Long.parseLong(ORDER.replaceFirst(".*:", "")));

  /** A write of the first so many bytes of something. */
  public interface Part {
    void write(int bytes) throws IOException;
  }

  /** Here the process ends, if it is to. */
  public void pass() {
    if (this == CHOSEN && isTheOne()) {
      kill();
    }
  }

  /** Here the process ends, if it is to, when the half of so many bytes is written; not of none. */
  public void midway(int bytes, Part first) throws IOException {
    if (this == CHOSEN && bytes > 0 && isTheOne()) {
      first.write(bytes / 2);
      kill();
    }
  }

  private static boolean isTheOne() {
    return PASSES_LEFT.decrementAndGet() == 0;
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static CrashPoint chosen(String order) {
    String word = order.replaceFirst(":.*", "");
    return Arrays.stream(values())
        .filter(point -> point.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("spillway.crash names no point: " + word));
  }

  /** This thread goes no further; others go on until the signal is there, as with any kill. */
  private void kill() {
    LOG.warn("crash point {} reached", word());
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("kill", "-KILL", self).start().waitFor();
    } catch (IOException | InterruptedException e) {
      LOG.error("this process can't be killed, it halts: {}", e.toString());
    }
    Runtime.getRuntime().halt(KILLED);
  }
}
