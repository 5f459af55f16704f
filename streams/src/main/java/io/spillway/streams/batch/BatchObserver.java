package io.spillway.streams.batch;

import org.jspecify.annotations.Nullable;

/**
 * Watches one {@link BatchStage}, and knows what the stage can't: why its stream ends. Called in
 * the stage's thread, {@link #started} first and {@link #ended} last, each once.
 */
public interface BatchObserver {
  /**
   * The stage runs.
   *
   * @param drain tells it, from any thread, to hold nothing back and to wait for no rate limit
   */
  void started(Runnable drain);

  /** The stage asks for more bytes while {@code pendingBytes} are part of no record. */
  void reading(int pendingBytes);

  /** Bytes have come. */
  void read(int bytes);

  /** A batch leaves. */
  void produced(Batch batch, int pendingBytes);

  /** The input is complete: whether that was the node's own doing, so that a last record is cut. */
  boolean cutByNode();

  /**
   * The stage is done.
   *
   * @param records framed and not handed on, since nobody downstream wanted them any more
   * @param pendingBytes read and not handed on when the input ended
   */
  void ended(End end, @Nullable Throwable cause, int records, int pendingBytes);

  /** How a stage came to its end. */
  enum End {
    /** Its input was complete. */
    COMPLETED,
    /** Its input failed; what there was has been handed on. */
    FAILED,
    /** A frame's header could not be read. */
    UNREADABLE,
    /** Nothing came for {@code idle-timeout}. */
    IDLE,
    /** Nobody wants batches any more. */
    CANCELLED
  }
}
