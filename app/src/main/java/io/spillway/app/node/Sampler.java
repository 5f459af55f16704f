package io.spillway.app.node;

import io.spillway.actors.NodeStatus;
import io.spillway.actors.Supervisor;
import io.spillway.app.telemetry.Telemetry;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.SourceTally;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the node once a second for metrics and rates. A reading that fails is logged and the next
 * one is tried.
 */
final class Sampler {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.node");
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final ActorSystem<Supervisor.Command> system;
  private final Telemetry telemetry;
  private final Map<String, Long> accepted = new HashMap<>();
  private final Map<String, Double> rates = new HashMap<>();
  private final Cancellable timer;
  private long lastNanos = System.nanoTime();
  private long drainBegunNanos;

  Sampler(ActorSystem<Supervisor.Command> system, Telemetry telemetry) {
    this.system = system;
    this.telemetry = telemetry;
    this.timer =
        system
            .scheduler()
            .scheduleAtFixedRate(PERIOD, PERIOD, this::sample, system.executionContext());
  }

  /** Records per second that the source took of late. */
  synchronized double rate(String source) {
    return rates.getOrDefault(source, 0.0);
  }

  synchronized void drainBegun() {
    drainBegunNanos = System.nanoTime();
  }

  void stop() {
    timer.cancel();
  }

  /** Takes one reading now. */
  CompletionStage<Void> sample() {
    return this.<LedgerReading>ask(Supervisor.GetLedger::new)
        .thenCombine(this.<NodeStatus>ask(Supervisor.GetStatus::new), this::take)
        .exceptionally(
            fault -> {
              LOG.warn("no reading of the node for its metrics: {}", fault.getMessage());
              return null;
            });
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<T>, Supervisor.Command> message) {
    return AskPattern.ask(system, message, Duration.ofSeconds(3), system.scheduler());
  }

  private synchronized Void take(LedgerReading ledger, NodeStatus status) {
    long now = System.nanoTime();
    double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
    lastNanos = now;
    for (SourceTally.Reading source : ledger.sources()) {
      Long before = accepted.put(source.source(), source.accepted());
      rates.put(source.source(), (source.accepted() - (before == null ? 0 : before)) / seconds);
    }
    double drainSeconds = drainBegunNanos == 0 ? 0 : (now - drainBegunNanos) / 1e9;
    telemetry.update(ledger, status, drainSeconds);
    return null;
  }
}
