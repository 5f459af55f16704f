package io.spillway.actors;

import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueImport;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The import under way, if one is; at most one at a time, so that one disk and one heap serve one.
 * The Rescue actor's.
 */
final class Imports {
  private static final String STOPS = "the node stops; nothing was imported";

  private final Rescue.Part part;
  private final ActorContext<Rescue.Command> context;
  private final ActorRef<Importer.Whole> toParent;
  private final Rescue.Command whenGone;
  private @Nullable ActorRef<Importer.Command> importer;
  private boolean closed;

  /**
   * None is under way.
   *
   * @param toParent where an import says that it is whole
   * @param whenGone what the parent is told when it is no more
   */
  Imports(
      Rescue.Part part,
      ActorContext<Rescue.Command> context,
      ActorRef<Importer.Whole> toParent,
      Rescue.Command whenGone) {
    this.part = part;
    this.context = context;
    this.toParent = toParent;
    this.whenGone = whenGone;
  }

  void begin(ImportRequest request, ActorRef<Importer.Begun> replyTo) {
    if (closed || importer != null) {
      String why = closed ? STOPS : "an import is under way already; try again when it has ended";
      replyTo.tell(Importer.Begun.refused(why));
      return;
    }
    RescueImport.Place place =
        new RescueImport.Place(
            part.writer().path(Place.RESCUED),
            part.node(),
            List.copyOf(part.targets().keySet()),
            part.writer().bytesLeft());
    ActorRef<Importer.Command> child =
        context.spawnAnonymous(
            Importer.create(place, request, part.clock().millis(), toParent, replyTo),
            Rescue.dispatcher());
    importer = child;
    context.watchWith(child, whenGone);
  }

  /** Takes it in, unless the store has closed; answers whoever brought it. */
  void whole(Importer.Whole made) {
    made.replyTo().tell(closed ? ImportStatus.refused(STOPS) : named(made.whole()));
    made.importer().tell(new Importer.End());
  }

  private ImportStatus named(RescueImport.Whole whole) {
    try {
      RescueFiles.Dat dat = part.files().imported(whole, part.clock().instant());
      return new ImportStatus("done", "", dat.path().toString(), whole.sink(), whole.records());
    } catch (IOException e) { // named boundary: who asked is told
      return ImportStatus.refused("can't be taken in: " + e);
    }
  }

  void gone() {
    importer = null;
  }

  /** The node stops: what is not whole now is not taken. */
  void close() {
    closed = true;
    ActorRef<Importer.Command> child = importer;
    if (child != null) {
      child.tell(new Importer.Abort(STOPS));
    }
  }
}
