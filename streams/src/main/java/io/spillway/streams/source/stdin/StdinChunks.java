package io.spillway.streams.source.stdin;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.BatchInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes as batches: the records of each read, so that none waits for the next one. A
 * drain closes the channel, which ends a read that waits; a read that has bytes still hands them
 * on. One thread reads; any may drain.
 */
final class StdinChunks implements BatchInput {
  private final ReadableByteChannel channel;
  private final BatchBuilder builder;
  private final Framer framer;
  private final SourceTally tally;
  private final int chunkBytes;
  private final Clock clock;
  private boolean ended;

  StdinChunks(
      ReadableByteChannel channel,
      BatchBuilder builder,
      SourceTally tally,
      int chunkBytes,
      Clock clock) {
    this.channel = channel;
    this.builder = builder;
    this.framer = builder.framer();
    this.tally = tally;
    this.chunkBytes = chunkBytes;
    this.clock = clock;
  }

  @Override
  public @Nullable Batch next() throws IOException {
    while (framer.records() == 0) {
      if (framer.unread()) {
        builder.goOn();
        continue;
      } else if (ended) {
        break;
      }
      ByteBuffer room = ByteBuffer.wrap(framer.room(chunkBytes), framer.roomFrom(), chunkBytes);
      int n = read(room);
      if (n < 0) {
        end(!channel.isOpen());
      } else {
        builder.filled(n, clock.millis());
        if (framer.broken()) {
          end(true);
        }
      }
    }
    Batch batch = builder.take();
    if (batch != null) {
      tally.batchLeft(ended ? BatchTrigger.END : BatchTrigger.SIZE);
    }
    return batch;
  }

  /** At the end, or when it was drained, -1. */
  private int read(ByteBuffer room) throws IOException {
    try {
      return channel.isOpen() ? channel.read(room) : -1;
    } catch (AsynchronousCloseException drained) {
      return -1;
    } catch (IOException e) {
      end(true);
      if (framer.records() == 0) {
        throw e;
      }
      tally.note(Reason.IO_ERROR, 1);
      return -1;
    }
  }

  private void end(boolean cut) {
    ended = true;
    builder.end(cut);
  }

  @Override
  public void drain() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close standard input", e);
    }
  }

  @Override
  public void close() throws IOException {
    builder.abandon();
    channel.close();
  }
}
