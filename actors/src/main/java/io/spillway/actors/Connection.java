package io.spillway.actors;

import io.spillway.streams.route.Intake;
import io.spillway.streams.source.tcp.TcpConnection;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Owns the life of one accepted connection: runs its stream, drains it when told, reports its end.
 * Spawned by {@link TcpLane}, which stops it when it has ended. Its stream outlives a crash of this
 * actor: what was framed is handed on, the connection is cut, its unread rest is counted {@code
 * node-error}.
 */
final class Connection extends AbstractBehavior<Connection.Command> {
  /** Told to a connection. */
  sealed interface Command {}

  /** Read out and close. */
  record Drain() implements Command {}

  private record Ended(@Nullable Throwable fault) implements Command {}

  private record Closing() implements Command {}

  private final TcpConnection connection;
  private final ActorRef<TcpLane.ConnectionEnded> parent;
  private boolean ended;

  static Behavior<Command> create(
      TcpConnection connection,
      Intake intake,
      ConnectionBook book,
      ActorRef<TcpLane.ConnectionEnded> parent) {
    return Behaviors.setup(context -> new Connection(context, connection, intake, book, parent));
  }

  private Connection(
      ActorContext<Command> context,
      TcpConnection connection,
      Intake intake,
      ConnectionBook book,
      ActorRef<TcpLane.ConnectionEnded> parent) {
    super(context);
    this.connection = connection;
    this.parent = parent;
    CompletionStage<Done> routed =
        connection
            .batches()
            .via(intake.flow())
            .runWith(Sink.ignore(), SystemMaterializer.get(context.getSystem()).materializer());
    book.running(connection, routed);
    context.pipeToSelf(routed, (done, fault) -> new Ended(fault));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Drain.class, drain -> onDrain())
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Closing.class, closing -> onClosing())
        .onSignal(PostStop.class, stop -> onStop())
        .build();
  }

  private Behavior<Command> onDrain() {
    connection.drain();
    return this;
  }

  /**
   * All batches are with their lanes; the connection itself has said why it closed, or does now.
   */
  private Behavior<Command> onEnded(Ended end) {
    if (end.fault() != null) {
      throw new IllegalStateException(
          "conn " + connection.number() + ": its stream failed", end.fault());
    }
    getContext().pipeToSelf(connection.closed(), (closed, never) -> new Closing());
    return this;
  }

  /** The parent stops it then: until it knows, it may still tell it to drain. */
  private Behavior<Command> onClosing() {
    ended = true;
    parent.tell(new TcpLane.ConnectionEnded(connection.number()));
    return this;
  }

  private Behavior<Command> onStop() {
    if (!ended) {
      connection.fail();
    }
    return this;
  }
}
