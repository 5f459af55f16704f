package io.spillway.app.telemetry;

import com.typesafe.config.Config;
import io.spillway.actors.NodeStatus;
import io.spillway.streams.ledger.LedgerReading;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;

/**
 * Kamon, started without its agent, with its Prometheus reporter but not its server: the page is
 * served on the admin port. One per process, as Kamon is.
 */
public final class Telemetry implements AutoCloseable {
  private final PrometheusReporter reporter = PrometheusReporter.create();
  private final LedgerMetrics metrics;

  /**
   * Starts Kamon.
   *
   * @param config the node's whole configuration, Kamon's keys included
   */
  public Telemetry(String node, Config config) {
    Kamon.initWithoutAttaching(config);
    Kamon.addReporter("spillway-prometheus", reporter);
    metrics = new LedgerMetrics(node);
  }

  /** Takes a reading in; once a second. */
  public synchronized void update(LedgerReading ledger, NodeStatus status, double drainSeconds) {
    metrics.update(ledger, status, drainSeconds);
  }

  /** The metrics page, at most a second old. */
  public String page() {
    return reporter.scrapeData();
  }

  @Override
  public void close() {
    Kamon.stop();
  }
}
