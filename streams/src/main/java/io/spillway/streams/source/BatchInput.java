package io.spillway.streams.source;

import io.spillway.streams.batch.Batch;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that batches are read from by calls that block; of one thread at a time. */
public interface BatchInput extends Closeable {
  /** The next batch, or null at the end. Waits for it, unless {@link #drain} was called. */
  @Nullable Batch next() throws IOException;

  /** Of any thread: hand on what is there, wait for nothing more, and end. */
  void drain();
}
