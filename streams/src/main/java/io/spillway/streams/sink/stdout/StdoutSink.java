package io.spillway.streams.sink.stdout;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes records to standard output. What is written can't be taken back, so a record of which half
 * is out is not delivered, and when it comes again only its other half is written; that needs a
 * lane with one worker.
 */
public final class StdoutSink implements Sink {
  private final WritableByteChannel out;

  /** Bytes of the next record that are out already. */
  private long ahead;

  StdoutSink(WritableByteChannel out) {
    this.out = out;
  }

  public static StdoutSink open() {
    return new StdoutSink(new FileOutputStream(FileDescriptor.out).getChannel());
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    long written = ahead;
    try {
      long skip = ahead;
      for (ByteBuffer buffer : records.buffers()) {
        ByteBuffer left = buffer.duplicate();
        int skipped = (int) Math.min(skip, left.remaining());
        left.position(left.position() + skipped);
        skip -= skipped;
        while (left.hasRemaining()) {
          written += out.write(left);
        }
      }
    } catch (IOException e) {
      int whole = records.wholeIn(written);
      ahead = written - (whole == 0 ? 0 : records.ends()[whole - 1]);
      return CompletableFuture.completedFuture(
          Answer.partly(whole, records.count() - whole, Reason.IO_ERROR, String.valueOf(e)));
    }
    ahead = 0;
    return CompletableFuture.completedFuture(Answer.delivered(records.count()));
  }

  /** Standard output stays open: it belongs to the process. */
  @Override
  public void close() {}
}
