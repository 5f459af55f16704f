package io.spillway.actors;

import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where lanes hand their rescue lines in: passes them to the {@link Rescue} actor, which says who
 * it is when it starts. Thread-safe.
 */
public final class RescueDesk implements RescueStore {
  private final CompletableFuture<ActorRef<Rescue.Command>> attached = new CompletableFuture<>();
  private final CompletionStage<ActorRef<Rescue.Command>> rescue = attached;

  void attach(ActorRef<Rescue.Command> actor) {
    attached.complete(actor);
  }

  @Override
  public CompletionStage<Outcome> keep(RescueGroup group) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    rescue.thenAccept(actor -> actor.tell(new Rescue.Keep(group, outcome)));
    return outcome;
  }

  @Override
  public void recovered(String sink) {
    rescue.thenAccept(actor -> actor.tell(new Rescue.SinkRecovered(sink)));
  }
}
