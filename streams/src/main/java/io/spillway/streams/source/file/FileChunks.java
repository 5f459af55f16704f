package io.spillway.streams.source.file;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.SourceTally;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One file from its first byte to its end, a batch for each chunk read. A chunk is read right
 * behind the unfinished record before it, so nothing else is copied. Blocks; one thread at a time.
 */
final class FileChunks implements Closeable {
  private static final int SMALLEST_READ = 4 << 10;

  private final FileChannel channel;
  private final Framer framer;
  private final BatchBuilder builder;
  private final SourceTally tally;
  private final int chunkBytes;
  private final Clock clock;

  /** Whether the last read reached the end of the file as it was then. */
  private boolean atEnd;

  private boolean ended;
  private long read;

  FileChunks(
      Path path,
      FileSourceSettings settings,
      Origin origin,
      SourceTally tally,
      MemoryBudget budget,
      Clock clock)
      throws IOException {
    this.channel = open(path);
    this.framer = new Framer(settings.framing(), 0);
    this.builder = new BatchBuilder(origin, tally, budget, framer);
    this.tally = tally;
    this.chunkBytes = settings.chunkBytes();
    this.clock = clock;
  }

  /** A pipe would hold the opener until somebody writes to it. */
  private static FileChannel open(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException("is no regular file");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** The next batch, or null at the end. */
  @Nullable Batch next() throws IOException {
    while (framer.records() == 0) {
      if (framer.unread()) {
        builder.goOn();
      } else if (ended) {
        return null;
      } else {
        readChunk();
      }
    }
    return last();
  }

  /** What is left after {@link #end}. */
  @Nullable Batch last() {
    Batch batch = builder.take();
    if (batch != null) {
      tally.batchLeft(ended || atEnd ? BatchTrigger.END : BatchTrigger.SIZE);
    }
    return batch;
  }

  private int nextBytes() throws IOException {
    long left = channel.size() - channel.position();
    return (int) Math.max(SMALLEST_READ, Math.min(chunkBytes, left));
  }

  private void readChunk() throws IOException {
    int wanted = nextBytes();
    ByteBuffer room = ByteBuffer.wrap(framer.room(wanted), framer.roomFrom(), wanted);
    int n = channel.read(room);
    if (n < 0) {
      end(false);
      return;
    }
    read += n;
    atEnd = channel.position() >= channel.size();
    builder.filled(n, clock.millis());
    if (framer.broken()) {
      ended = true;
    }
  }

  /** Makes the unfinished record the last one. */
  void end(boolean cut) {
    ended = true;
    builder.end(cut);
  }

  long read() {
    return read;
  }

  @Override
  public void close() throws IOException {
    builder.abandon();
    channel.close();
  }
}
