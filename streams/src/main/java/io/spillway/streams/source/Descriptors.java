package io.spillway.streams.source;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The process's file descriptors. Sources leave some of them to the node's own files (outputs,
 * rescue, logs), so that a limit that is too low keeps connections waiting and harms nothing else.
 * There is one table of them per process, hence one object. Thread-safe; a count lists a folder, so
 * it holds for half of what it found free, or for 100 ms.
 */
public final class Descriptors {
  private static final Descriptors OF_PROCESS =
      new Descriptors(Descriptors::openNow, mostNow(), System::nanoTime);

  private static final int LEAST_KEPT = 32;
  private static final int KEPT_PART = 10;
  private static final int MOST_AT_ONCE = 256;
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier open;
  private final long most;
  private final LongSupplier nanos;
  private long countedNanos;
  private boolean counted;
  private long found;
  private long grants;

  /**
   * @param open how many are open now
   * @param most how many may be
   */
  Descriptors(LongSupplier open, long most, LongSupplier nanos) {
    this.open = open;
    this.most = most;
    this.nanos = nanos;
  }

  public static Descriptors ofProcess() {
    return OF_PROCESS;
  }

  private static long openNow() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long mostNow() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** Whether a source may open one more. */
  public synchronized boolean take() {
    if (grants == 0 || isStale()) {
      count();
    }
    if (grants == 0) {
      return false;
    }
    grants--;
    return true;
  }

  /** Whether sources hold about all that they may. */
  public synchronized boolean areScarce() {
    if (isStale()) {
      count();
    }
    return found >= most - kept();
  }

  private boolean isStale() {
    return !counted || nanos.getAsLong() - countedNanos >= FRESH_NANOS;
  }

  private void count() {
    counted = true;
    countedNanos = nanos.getAsLong();
    found = open.getAsLong();
    long free = most - kept() - found;
    grants = free <= 0 ? 0 : Math.min((free + 1) / 2, MOST_AT_ONCE);
  }

  /** How many were open at the last count. */
  public synchronized long open() {
    return found;
  }

  /** How many the process may open: {@code ulimit -n}. */
  public long most() {
    return most;
  }

  /** How many sources leave to others. */
  public long kept() {
    return Math.min(most / 2, Math.max(LEAST_KEPT, most / KEPT_PART));
  }
}
