package io.spillway.app.access;

import io.spillway.app.telemetry.AccessMetrics;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that were refused for want of the token, and logs the first and then one in ten
 * seconds at most, with how many there were in between. Thread-safe.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.admin");
  private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LONGEST_PATH = 100;

  /** Why a request was refused. */
  public enum Why {
    NO_TOKEN,
    WRONG_TOKEN;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LongSupplier nanos;
  private long logAgainNanos;
  private long unlogged;

  public Refusals() {
    this(System::nanoTime);
  }

  Refusals(LongSupplier nanos) {
    this.nanos = nanos;
    this.logAgainNanos = nanos.getAsLong();
  }

  /** One more. */
  public void add(Why why, String peer, String method, String path) {
    AccessMetrics.refused(why.word());
    long refused = toLog();
    if (refused > 0) {
      LOG.warn(
          "admin request refused reason={} peer={} method={} path={} refused={}",
          why.word(),
          peer,
          method,
          path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...",
          refused);
    }
  }

  /** How many there were since the last line, this one included; 0 if it is not time for one. */
  synchronized long toLog() {
    unlogged++;
    long now = nanos.getAsLong();
    if (now - logAgainNanos < 0) {
      return 0;
    }
    logAgainNanos = now + LOG_EVERY_NANOS;
    long refused = unlogged;
    unlogged = 0;
    return refused;
  }
}
