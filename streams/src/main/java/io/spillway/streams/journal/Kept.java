package io.spillway.streams.journal;

import io.spillway.streams.batch.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through the journal, and then its place there. Lets go of the batch once that
 * is passed on. Under its journal's lock, but for the place: that is the writer's.
 */
final class Kept {
  private final int records;
  private final CompletableFuture<Batch> passedOn = new CompletableFuture<>();
  private @Nullable Batch batch;
  private @Nullable Segment segment;
  private long frame;
  private long sequence;

  Kept(Batch batch) {
    this.batch = batch;
    this.records = batch.count();
  }

  /** One that an earlier run wrote. */
  Kept(int records, Segment segment, long frame) {
    this.records = records;
    place(segment, frame);
  }

  CompletableFuture<Batch> passedOn() {
    return passedOn;
  }

  Batch batch() {
    if (batch == null) {
      throw new IllegalStateException("the batch has been passed on");
    }
    return batch;
  }

  int records() {
    return records;
  }

  /** Its number in the journal, the same however often it is written. */
  long sequence(long ifNone) {
    if (sequence == 0) {
      sequence = ifNone;
    }
    return sequence;
  }

  void place(Segment its, long at) {
    segment = its;
    frame = at;
  }

  /** Null if it was passed on without being written. */
  @Nullable Segment segment() {
    return segment;
  }

  long frame() {
    return frame;
  }

  /** It may go; runs what waits for it. */
  void passOn() {
    Batch going = batch();
    batch = null;
    passedOn.complete(going);
  }
}
