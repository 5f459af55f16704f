package io.spillway.app.node;

import io.spillway.actors.Json;
import io.spillway.actors.ReloadPlan;
import io.spillway.actors.Supervisor;
import io.spillway.app.http.ReloadReceipt;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.Difference;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SystemChecks;
import io.spillway.streams.settings.Problem;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and has the Supervisor change the node, one reload at a time. A
 * configuration with any mistake is refused whole. Thread-safe.
 */
final class Reloads {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.reload");

  private final ActorSystem<Supervisor.Command> system;
  private final CompletionStage<NodeWiring> wiring;
  private final boolean batch;
  private final Executor blocking;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final AtomicInteger number = new AtomicInteger();

  /**
   * Of one node.
   *
   * @param wiring there when the node has started
   * @param batch whether the node reads its input once and ends; it can't be reloaded
   */
  Reloads(
      ActorSystem<Supervisor.Command> system, CompletionStage<NodeWiring> wiring, boolean batch) {
    this.system = system;
    this.wiring = wiring;
    this.batch = batch;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** The settings that the node runs with now. */
  NodeSettings running() {
    return wiring.toCompletableFuture().join().settings();
  }

  /** Reloads, and says what changed or why nothing did; never fails. */
  CompletionStage<ReloadReceipt> reload(String cause) {
    if (batch) {
      return refused(cause, List.of("spillway batch reads its input once, and is not reloaded"));
    }
    if (!underWay.compareAndSet(false, true)) {
      return refused(cause, List.of("a reload is under way already"));
    }
    LOG.info("reload cause={}", cause);
    return wiring
        .thenComposeAsync(node -> reload(cause, node), blocking)
        .exceptionally(
            fault -> {
              LOG.error("reload failed", fault);
              return ReloadReceipt.refused(cause, false, List.of("a fault: " + fault));
            })
        .whenComplete(
            (receipt, never) -> {
              underWay.set(false);
              LOG.info("reload receipt {}", Json.line(receipt));
            });
  }

  private static CompletionStage<ReloadReceipt> refused(String cause, List<String> problems) {
    problems.forEach(problem -> LOG.warn("reload refused cause={}: {}", cause, problem));
    return CompletableFuture.completedFuture(ReloadReceipt.refused(cause, true, problems));
  }

  private CompletionStage<ReloadReceipt> reload(String cause, NodeWiring node) {
    NodeSettings now = node.settings();
    Configuration.Outcome read =
        SystemChecks.check(
            Configuration.read(now.config(), Optional.of(now.workDir())),
            OptionalLong.of(ProcessHandle.current().pid()));
    List<String> warnings = read.warnings().stream().map(Reloads::text).toList();
    warnings.forEach(warning -> LOG.warn("reload: {}", warning));
    if (!read.isGood() || read.settings().isEmpty()) {
      List<String> problems = read.problems().stream().map(Reloads::text).toList();
      problems.forEach(problem -> LOG.error("reload refused: {}", problem));
      return CompletableFuture.completedFuture(ReloadReceipt.refused(cause, false, problems));
    }
    NodeSettings next = read.settings().get();
    Difference difference = Difference.between(now, next);
    difference
        .needRestart()
        .forEach(setting -> LOG.warn("reload leaves as it was, until a restart: {}", setting));
    if (difference.isEmpty()) {
      return CompletableFuture.completedFuture(
          ReloadReceipt.applied(cause, 0, List.of(), warnings, difference));
    }
    ReloadPlan plan;
    try {
      plan = node.plan(next.over(now), difference);
    } catch (UncheckedIOException e) { // what the new configuration needs can't be used
      String problem = String.valueOf(e.getMessage());
      LOG.error("reload refused: {}", problem);
      return CompletableFuture.completedFuture(
          ReloadReceipt.refused(cause, false, List.of(problem)));
    }
    return Awaited.answer(
            system,
            "await-reload-" + number.incrementAndGet(),
            (org.apache.pekko.actor.typed.ActorRef<Supervisor.Reloaded> replyTo) ->
                new Supervisor.ReloadParts(plan, replyTo))
        .thenApply(
            done ->
                done.applied()
                    ? ReloadReceipt.applied(
                        cause, done.seconds(), done.problems(), warnings, difference)
                    : ReloadReceipt.refused(cause, false, done.problems()));
  }

  private static String text(Problem problem) {
    String subject = problem.subject();
    return problem.place() + ": " + (subject.isEmpty() ? "" : subject + ": ") + problem.advice();
  }
}
