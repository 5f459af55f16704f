package io.spillway.app.node;

import io.spillway.actors.Supervisor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An answer of the Supervisor that comes when it comes. An ask would need a timeout, and the
 * longest that Pekko's scheduler knows is shorter than a node may run.
 */
final class Awaited {
  private Awaited() {}

  /**
   * Sends the message that {@code message} makes of the address to answer to.
   *
   * @param name tells this wait from all others of the node
   */
  static <T> CompletionStage<T> answer(
      ActorSystem<Supervisor.Command> system,
      String name,
      Function<ActorRef<T>, Supervisor.Command> message) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Behavior<T> once =
        Behaviors.receiveMessage(
            given -> {
              answer.complete(given);
              return Behaviors.stopped();
            });
    system.tell(message.apply(system.systemActorOf(once, name, Props.empty())));
    return answer;
  }
}
