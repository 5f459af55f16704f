package io.spillway.streams.batch;

/**
 * Records per second of one source over all its connections: tells whoever has just taken records
 * how long to wait before it reads on. Records are never held back, only the next read is.
 * Thread-safe; the time is a parameter ({@link System#nanoTime}).
 */
public final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosPerRecord;
  private boolean started;
  private long freeAt;

  public RateLimit(long recordsPerSecond) {
    if (recordsPerSecond <= 0) {
      throw new IllegalArgumentException("rate-limit must be at least 1 record/s");
    }
    this.nanosPerRecord = NANOS_PER_SECOND / recordsPerSecond;
  }

  /** Nanoseconds to wait now that {@code records} more were taken; 0 or less for none. */
  public synchronized long take(int records, long nowNanos) {
    if (!started || freeAt - nowNanos < 0) {
      started = true;
      freeAt = nowNanos;
    }
    freeAt += (long) (records * nanosPerRecord);
    return freeAt - nowNanos;
  }
}
