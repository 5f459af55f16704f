package io.spillway.app.node;

import io.spillway.actors.Receipt;
import io.spillway.actors.Supervisor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's stop as phases of Pekko's CoordinatedShutdown: drain, receipt, telemetry, admin, then
 * the actor system. Begun by a signal, by the API or by the end of batch input, whichever is first;
 * the phases' timeouts come from {@code drain-timeout}, see {@link ShutdownPhases}.
 */
final class NodeShutdown {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.node");

  private final ActorSystem<Supervisor.Command> system;
  private final Duration drainTimeout;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
  private boolean draining;

  NodeShutdown(ActorSystem<Supervisor.Command> system, Duration drainTimeout) {
    this.system = system;
    this.drainTimeout = drainTimeout;
  }

  /** Adds a task to one of the phases of {@link ShutdownPhases}. */
  void during(String phase, String task, Supplier<CompletionStage<Done>> work) {
    CoordinatedShutdown.get(system).addTask(phase, task, work);
  }

  /** The receipt, once all has ended. */
  CompletionStage<Receipt> receipt() {
    return receipt;
  }

  synchronized boolean draining() {
    return draining;
  }

  /**
   * Drains without a deadline and then shuts down: the end of batch input. A signal that comes in
   * between sets the usual deadline.
   */
  void afterInput(String cause, Optional<Duration> deadline) {
    stopping(cause);
    Awaited.<Receipt>answer(
            system,
            "drain-after-input",
            replyTo -> new Supervisor.DrainNode(cause, deadline, replyTo))
        .thenRun(() -> begin(cause));
  }

  /**
   * A signal or a command to stop: not ready from now on. Asked again by a signal it hurries what
   * is under way.
   */
  CompletionStage<Receipt> begin(String cause) {
    stopping(cause);
    CoordinatedShutdown.get(system).runAll(new StopReason(cause));
    return receipt;
  }

  /** The second signal: what is left goes to rescue files now. */
  void hurry(String cause) {
    system.tell(new Supervisor.Hurry(cause));
  }

  /** The task of the drain phase. */
  CompletionStage<Done> drainPhase(Function<Throwable, Receipt> fallback) {
    String cause =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .filter(StopReason.class::isInstance)
            .map(reason -> ((StopReason) reason).cause())
            .orElse("shutdown");
    stopping(cause);
    return AskPattern.<Supervisor.Command, Receipt>ask(
            system,
            replyTo -> new Supervisor.DrainNode(cause, Optional.of(drainTimeout), replyTo),
            drainTimeout.plus(ShutdownPhases.DRAIN_MARGIN),
            system.scheduler())
        .exceptionally(fallback)
        .thenApply(
            made -> {
              receipt.complete(made);
              return Done.getInstance();
            });
  }

  private synchronized void stopping(String cause) {
    if (!draining) {
      draining = true;
      LOG.info("stopping cause={}", cause);
    }
  }

  /** Why CoordinatedShutdown runs. */
  private record StopReason(String cause) implements CoordinatedShutdown.Reason {}
}
