package io.spillway.app.node;

import io.spillway.actors.Supervisor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * How the guardian begins: makes the node's parts, and is the Supervisor over them. A fault of
 * either is for whoever waits for the parts to tell; the guardian does nothing then, so that the
 * actor system ends as it is told to, and not by the fault.
 */
final class Guardian {
  private Guardian() {}

  /**
   * The behavior.
   *
   * @param make makes the parts
   * @param parts what the Supervisor spawns of them
   * @param made completes with them when it has, or with the fault
   */
  static <W> Behavior<Supervisor.Command> create(
      Function<ActorSystem<?>, W> make,
      Function<W, Supervisor.Parts> parts,
      CompletableFuture<W> made) {
    return Behaviors.setup(
        context -> {
          try {
            W wiring = make.apply(context.getSystem());
            Behavior<Supervisor.Command> supervisor =
                Supervisor.begin(context, parts.apply(wiring));
            made.complete(wiring);
            return supervisor;
          } catch (RuntimeException fault) { // named boundary: the start fails
            made.completeExceptionally(fault);
            return Behaviors.ignore();
          }
        });
  }

  /** What went wrong, and where: a fault of the program, since its settings were checked. */
  static String told(Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    return fault + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
