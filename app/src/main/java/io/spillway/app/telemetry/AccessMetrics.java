package io.spillway.app.telemetry;

import kamon.Kamon;

/** Counts what the admin port refused. Thread-safe, as Kamon's counters are. */
public final class AccessMetrics {
  private AccessMetrics() {}

  /** One more request, for that reason. */
  public static void refused(String reason) {
    Kamon.counter("spillway_admin_refused").withTag("reason", reason).increment();
  }
}
