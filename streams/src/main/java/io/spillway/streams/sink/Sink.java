package io.spillway.streams.sink;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A destination. Its lane opens it, gives it one {@link Outgoing} at a time per worker on a
 * dispatcher where blocking is allowed, tries again what it did not take, and closes it when the
 * lane has ended.
 */
public interface Sink {
  /**
   * Sends records and answers for each. Never completes exceptionally for a fault of the
   * destination: that is an answer. May block.
   *
   * @param progress told of records already delivered while the call lasts, and says when to break
   *     off; a sink that takes long per record uses it, others ignore it
   */
  CompletionStage<Answer> deliver(Outgoing records, Progress progress);

  /** As {@link #deliver(Outgoing, Progress)}; a sink that appends to one file tells the witness. */
  default CompletionStage<Answer> deliver(
      Outgoing records, Progress progress, AppendWitness witness) {
    return deliver(records, progress);
  }

  /** Makes sure that what was delivered is where it should be, and lets go of the destination. */
  void close();

  /** The line between a slow delivery and its lane. */
  interface Progress {
    /** That many more records, in order, are delivered; the answer repeats them. */
    void delivered(int records);

    /**
     * Whether the node can wait no longer: answer now for what is done, and {@code RETRY} the rest.
     */
    boolean abandoned();

    /** Waits that long, or less if the node can wait no longer; {@link #abandoned()} thereafter. */
    boolean abandonedWithin(Duration wait);
  }
}
