package io.spillway.streams.source.follow;

import java.time.Duration;

/**
 * When to look for files again, and when to save: at intervals, but a look for files takes at most
 * a twentieth of the time, unless four intervals are less, for on a busy machine a look takes long
 * without costing much. Any thread may ask for a look; the watch's for the rest.
 */
final class LookTimes {
  private static final int SCAN_SHARE = 20;
  private static final int MOST_INTERVALS = 4;

  private final long scanNanos;
  private final long saveNanos;
  private volatile boolean scanSoon = true;
  private long nextScan;
  private long nextSave;

  LookTimes(Duration scanInterval, Duration saveInterval) {
    this.scanNanos = scanInterval.toNanos();
    this.saveNanos = saveInterval.toNanos();
  }

  /** Something is not where it was. */
  void scanSoon() {
    scanSoon = true;
  }

  boolean isScanDue(long now) {
    return scanSoon || now - nextScan >= 0;
  }

  /** What is asked for from now on is another look. */
  void scanBegins() {
    scanSoon = false;
  }

  void scanned(long now, long tookNanos) {
    nextScan =
        now + Math.max(scanNanos, Math.min(SCAN_SHARE * tookNanos, MOST_INTERVALS * scanNanos));
  }

  boolean isSaveDue(long now) {
    return now - nextSave >= 0;
  }

  void saved(long now) {
    nextSave = now + saveNanos;
  }
}
