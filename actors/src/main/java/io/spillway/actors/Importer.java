package io.spillway.actors;

import io.spillway.streams.rescue.ImportRefused;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.RescueImport;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import: takes bytes piece by piece, each answered before the next one comes, writes them
 * aside and has Rescue give the whole its name. Refused at the first thing that is wrong, it
 * answers what still comes with that. Spawned by Rescue on a thread of its own; a crash, or the end
 * of whoever brings the bytes, leaves nothing of the import.
 */
public final class Importer extends AbstractBehavior<Importer.Command> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  /** Longer than an HTTP connection may be silent. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(20);

  /** Asked of an import. */
  public sealed interface Command {}

  /** The next bytes. */
  public record Piece(byte[] bytes, ActorRef<ImportStatus> replyTo)
      implements Command, AdminMessage {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Piece piece
          && Arrays.equals(bytes, piece.bytes)
          && replyTo.equals(piece.replyTo);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(bytes) + replyTo.hashCode();
    }
  }

  /** That was all; answered when it is rescued, or why it is not. The import ends with it. */
  public record Finish(ActorRef<ImportStatus> replyTo) implements Command, AdminMessage {}

  /** Take nothing of it; what still comes is answered with that. */
  public record Abort(String why) implements Command, AdminMessage {}

  /** It has its name, or gets none; from Rescue. */
  record End() implements Command {}

  private record Forgotten() implements Command {}

  /**
   * How an import began.
   *
   * @param importer who takes the bytes; empty if there is a problem
   */
  public record Begun(Optional<ActorRef<Command>> importer, String problem)
      implements AdminMessage {
    static Begun refused(String why) {
      return new Begun(Optional.empty(), why);
    }
  }

  /** All of it is on disk and is to get its name; asked of Rescue, which answers for it. */
  record Whole(
      RescueImport.Whole whole, ActorRef<Command> importer, ActorRef<ImportStatus> replyTo) {}

  private final RescueImport into;
  private final String name;
  private final ActorRef<Whole> parent;
  private @Nullable ImportStatus refused;

  static Behavior<Command> create(
      RescueImport.Place place,
      ImportRequest request,
      long nowMillis,
      ActorRef<Whole> parent,
      ActorRef<Begun> replyTo) {
    return Behaviors.setup(
        context -> {
          try {
            RescueImport into = RescueImport.begin(place, request, nowMillis);
            replyTo.tell(new Begun(Optional.of(context.getSelf()), ""));
            context.setReceiveTimeout(FORGOTTEN, new Forgotten());
            return new Importer(context, into, request.name(), parent);
          } catch (ImportRefused | IOException wrong) { // named boundary: who asked is told
            replyTo.tell(Begun.refused(why(wrong)));
            return Behaviors.stopped();
          }
        });
  }

  private Importer(
      ActorContext<Command> context, RescueImport into, String name, ActorRef<Whole> parent) {
    super(context);
    this.into = into;
    this.name = name;
    this.parent = parent;
  }

  private static String why(Exception wrong) {
    return wrong instanceof ImportRefused ? String.valueOf(wrong.getMessage()) : wrong.toString();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Piece.class, this::onPiece)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(Abort.class, this::onAbort)
        .onMessage(End.class, end -> Behaviors.stopped())
        .onMessage(Forgotten.class, forgotten -> Behaviors.stopped())
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onPiece(Piece piece) {
    try {
      if (refused == null) {
        into.add(piece.bytes(), 0, piece.bytes().length);
      }
    } catch (ImportRefused | IOException wrong) { // named boundary: who asked is told
      refuse(why(wrong));
    }
    ImportStatus no = refused;
    piece.replyTo().tell(no == null ? ImportStatus.running(into.records()) : no);
    return this;
  }

  private void refuse(String why) {
    LOG.warn("rescue import refused name={} detail=\"{}\"", name, why);
    refused = ImportStatus.refused(why);
    close();
  }

  private Behavior<Command> onFinish(Finish finish) {
    ImportStatus no = refused;
    if (no != null) {
      finish.replyTo().tell(no);
      return Behaviors.stopped();
    }
    try {
      parent.tell(new Whole(into.end(), getContext().getSelf(), finish.replyTo()));
      return this;
    } catch (ImportRefused | IOException wrong) { // named boundary: who asked is told
      refuse(why(wrong));
      return onFinish(finish);
    }
  }

  private Behavior<Command> onAbort(Abort abort) {
    if (refused == null) {
      refuse(abort.why());
    }
    return this;
  }

  private Behavior<Command> onPostStop() {
    close();
    return this;
  }

  private void close() {
    try {
      into.close();
    } catch (IOException e) { // removed at the next start
      LOG.warn("what an import left can't be removed: {}", e.toString());
    }
  }
}
