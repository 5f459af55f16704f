package io.spillway.actors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The connections of a TCP source that are open, each with its actor and the place it takes among
 * {@code max-connections} until it is gone. The lane's own.
 */
final class OpenConnections {
  private final Map<Long, Open> open = new HashMap<>();

  private record Open(ActorRef<Connection.Command> actor, CompletableFuture<Done> gone) {}

  /**
   * @param gone completed when another connection may take its place
   */
  void add(long number, ActorRef<Connection.Command> actor, CompletableFuture<Done> gone) {
    open.put(number, new Open(actor, gone));
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int size() {
    return open.size();
  }

  /** The connection is over; its actor, if it was open. */
  Optional<ActorRef<Connection.Command>> remove(long number) {
    Open gone = open.remove(number);
    if (gone == null) {
      return Optional.empty();
    }
    gone.gone().complete(Done.getInstance());
    return Optional.of(gone.actor());
  }

  /** An actor crashed, and its connection with it. */
  void removeOf(ActorRef<?> crashed) {
    List<Long> numbers =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().actor().path().equals(crashed.path()))
            .map(Map.Entry::getKey)
            .toList();
    numbers.forEach(this::remove);
  }

  void drain() {
    open.values().forEach(connection -> connection.actor().tell(new Connection.Drain()));
  }
}
