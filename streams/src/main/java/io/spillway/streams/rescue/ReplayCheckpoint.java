package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.sink.AppendIntent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a replay is, in {@code recover.lock} beside the rescue files: two slots, written by turns
 * and fdatasynced, each with a sequence and a CRC. Whatever a crash leaves of the slot being
 * written, the other one is whole. A slot may also say what is about to be appended to an output,
 * see {@link #intend}. Thread-safe.
 */
public final class ReplayCheckpoint implements Closeable {
  static final String NAME = "recover.lock";

  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final FileChannel file;
  private long sequence;
  private Optional<Position> position = Optional.empty();
  private Optional<Intent> intent = Optional.empty();

  private ReplayCheckpoint(FileChannel file) {
    this.file = file;
  }

  /**
   * A place in a rescue file.
   *
   * @param file its name in the folder
   * @param offset all lines before it are done
   * @param records how many records those were
   */
  public record Position(String file, long offset, long records) {}

  /**
   * What a replay was about to do.
   *
   * @param done the place in the rescue file if all of it is in the output
   */
  public record Intent(Position done, AppendIntent append) {}

  /** What is noted now: how far a replay is, and what it is about to do. */
  public record Look(Optional<Position> position, Optional<Intent> intent) {}

  /** Opens it as the last replay left it; slots that are not whole are none. */
  public static ReplayCheckpoint open(Path folder) throws IOException {
    return open(
        folder,
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  static ReplayCheckpoint open(Path folder, FileChannel file) throws IOException {
    ReplayCheckpoint checkpoint = new ReplayCheckpoint(file);
    checkpoint.takeRoom();
    checkpoint.read(0);
    checkpoint.read(1);
    checkpoint.forgetIfGone(folder);
    return checkpoint;
  }

  /** Both slots get their place on the disk while it has room: a replay frees a full one. */
  private void takeRoom() throws IOException {
    try {
      ByteBuffer none = ByteBuffer.allocate(2 * CheckpointSlot.BYTES);
      int there = (int) Math.min(none.capacity(), file.size());
      for (none.position(there); none.hasRemaining(); ) {
        file.write(none, none.position());
      }
      file.force(true);
    } catch (IOException e) { // named boundary: there may be room when it is needed
      LOG.warn("recover checkpoint has no room yet detail=\"{}\"", e.toString());
    }
  }

  /** As {@link #open}, of a folder that another process may have: changes and makes nothing. */
  public static Look look(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      return new Look(Optional.empty(), Optional.empty());
    }
    try (ReplayCheckpoint checkpoint =
        new ReplayCheckpoint(FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ))) {
      checkpoint.read(0);
      checkpoint.read(1);
      return new Look(checkpoint.position, checkpoint.intent);
    }
  }

  /** A file that was finished or split just before the end; its name may be given again. */
  private void forgetIfGone(Path folder) throws IOException {
    if (position.isPresent() && !Files.exists(folder.resolve(position.get().file()))) {
      clear();
    } else if (!isPlace(folder, position) || !isPlace(folder, intent.map(Intent::done))) {
      LOG.warn(
          "recover checkpoint is of another file file={}: it is replayed from its start",
          position.map(Position::file).orElse(""));
      clear();
    }
  }

  /** Whether a line begins or the file ends there; else what it says is done was never read. */
  private static boolean isPlace(Path folder, Optional<Position> position) throws IOException {
    if (position.isEmpty() || position.get().offset() == 0) {
      return true;
    }
    Path path = folder.resolve(position.get().file());
    try (FileChannel rescued = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer before = ByteBuffer.allocate(1);
      return rescued.read(before, position.get().offset() - 1) == 1 && before.get(0) == '\n';
    }
  }

  private void read(int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CheckpointSlot.BYTES);
    long at = (long) slot * CheckpointSlot.BYTES;
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) > 0) {}
    Optional<CheckpointSlot> read = CheckpointSlot.read(bytes.flip());
    if (read.isEmpty() && CheckpointSlot.isUsed(bytes.rewind())) {
      LOG.warn(
          "recover checkpoint is damaged slot={}: a replay goes on where the other one says", slot);
    }
    read.filter(found -> found.sequence() > sequence)
        .ifPresent(
            found -> {
              sequence = found.sequence();
              position = found.position();
              intent = found.intent();
            });
  }

  /** Where the replay is to go on, if one was under way. */
  public synchronized Optional<Position> position() {
    return position;
  }

  /** What was about to be appended and may be there or not; empty once that is known. */
  public synchronized Optional<Intent> intent() {
    return intent;
  }

  /** Everything before that place is done. It is so even if writing it down fails. */
  public synchronized void write(Position next) throws IOException {
    position = Optional.of(next);
    intent = Optional.empty();
    write();
  }

  /** No file is under way. */
  public synchronized void clear() throws IOException {
    position = Optional.empty();
    intent = Optional.empty();
    write();
  }

  /** This is about to be appended. If that can't be noted it is as if it was never said. */
  public synchronized void intend(Intent next) throws IOException {
    intent = Optional.of(next);
    try {
      write();
    } catch (IOException e) {
      intent = Optional.empty();
      forgetLast(e);
      throw e;
    }
  }

  /** If it fails the next one goes to the same slot: the other one is whole. */
  private void write() throws IOException {
    long next = sequence + 1;
    put(next, new CheckpointSlot(next, position, intent).bytes());
    file.force(false);
    sequence = next;
  }

  /** A slot that may have reached the file although its fdatasync failed. */
  private void forgetLast(IOException why) {
    try {
      put(sequence + 1, ByteBuffer.allocate(Long.BYTES));
    } catch (IOException again) {
      why.addSuppressed(again);
    }
  }

  private void put(long its, ByteBuffer slot) throws IOException {
    long begin = its % 2 * CheckpointSlot.BYTES;
    CrashPoint.REPLAY_CHECKPOINT.midway(slot.remaining(), n -> file.write(slot.slice(0, n), begin));
    for (long at = begin; slot.hasRemaining(); ) {
      at += file.write(slot, at);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
