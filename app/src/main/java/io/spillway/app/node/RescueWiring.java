package io.spillway.app.node;

import io.spillway.actors.Acknowledged;
import io.spillway.actors.Rescue;
import io.spillway.actors.RescueDesk;
import io.spillway.actors.RescueDiscard;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.rescue.ImportRefused;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.ReplayWitness;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueImport;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.slf4j.LoggerFactory;

/**
 * The node's rescue store: takes the folder into possession, adopts what another process left
 * there, and makes the actor that owns its files. One node per folder.
 */
final class RescueWiring implements AutoCloseable {
  private static final int PIECE = 256 << 10;

  private final OwnerLock lock;
  private final RescueDesk desk = new RescueDesk();
  private final RescueFiles files;
  private final RescueWriter writer;
  private final Duration scanInterval;
  private final ReplayCheckpoint checkpoint;

  private final String node;

  private RescueWiring(String node, RescueSettings settings, LedgerBook book, OwnerLock lock)
      throws IOException {
    this.lock = lock;
    this.node = node;
    this.scanInterval = settings.scanInterval();
    this.checkpoint = ReplayCheckpoint.open(settings.folder());
    ReplayWitness.settle(checkpoint);
    this.files = new RescueFiles(settings, book.rescue(), book.rejected(), checkpoint.position());
    this.writer = new RescueWriter(settings, book.rescue(), book.rejected(), files::closed);
    files.adopt();
  }

  /** Fails with a message for people if the folder can't be used, or another process has it. */
  static RescueWiring open(NodeSettings node, LedgerBook book) throws IOException {
    RescueSettings settings = node.rescue();
    try {
      Files.createDirectories(settings.rejected());
    } catch (IOException e) {
      throw new IOException("rescue folder " + settings.rejected() + " can't be made: " + e, e);
    }
    Optional<OwnerLock> lock = OwnerLock.take(settings.folder());
    if (lock.isEmpty()) {
      throw new IOException(
          "rescue folder "
              + settings.folder()
              + " is in use by process "
              + OwnerLock.holder(settings.folder())
              + "; two nodes need a data-dir or a rescue.folder each");
    }
    return new RescueWiring(node.name(), settings, book, lock.get());
  }

  RescueStore store() {
    return desk;
  }

  /**
   * The actor.
   *
   * @param targets lanes by sink, which may come and go
   */
  Behavior<Rescue.Command> actor(Executor blocking, Map<String, ReplayTarget> targets) {
    return Rescue.create(
        new Rescue.Part(
            desk,
            writer,
            files,
            blocking,
            Clock.systemUTC(),
            checkpoint,
            scanInterval,
            targets,
            node));
  }

  /** Deletes a file while no node runs; counts all there are first. */
  Acknowledged discard(String file) throws IOException {
    files.countFound();
    return RescueDiscard.of(file, files, checkpoint);
  }

  /** Takes all records of a stream in while no node runs, or none. */
  RescueFiles.Dat imported(ImportRequest request, Collection<String> sinks, InputStream from)
      throws IOException, ImportRefused {
    writer.tick();
    RescueImport.Place place =
        new RescueImport.Place(writer.path(Place.RESCUED), node, sinks, writer.bytesLeft());
    Instant now = Instant.now();
    try (RescueImport into = RescueImport.begin(place, request, now.toEpochMilli())) {
      byte[] piece = new byte[PIECE];
      for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
        into.add(piece, 0, read);
      }
      return files.imported(into.end(), now);
    }
  }

  @Override
  public void close() {
    try {
      checkpoint.close();
      lock.close();
    } catch (IOException e) { // the system lets go of it at the end of the process
      LoggerFactory.getLogger("ctrl.rescue").warn("owner lock did not close: {}", e.toString());
    }
  }
}
