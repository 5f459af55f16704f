package io.spillway.streams.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps what a stage told; for tests. */
final class RecordingObserver implements BatchObserver {
  /** What {@link #ended} was told. */
  record Ended(End end, @Nullable Throwable cause, int records, int pendingBytes) {}

  final CompletableFuture<Runnable> drain = new CompletableFuture<>();
  final CompletableFuture<Ended> ended = new CompletableFuture<>();
  final List<Integer> readingWith = new ArrayList<>();
  volatile boolean cutByNode;
  private long reads;
  private long received;

  @Override
  public void started(Runnable drainNow) {
    drain.complete(drainNow);
  }

  @Override
  public synchronized void reading(int pendingBytes) {
    readingWith.add(pendingBytes);
  }

  @Override
  public synchronized void read(int bytes) {
    reads++;
    received += bytes;
    notifyAll();
  }

  synchronized long reads() {
    return reads;
  }

  /** Waits until the stage has been given that many chunks. */
  synchronized void awaitReads(long atLeast) throws InterruptedException {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (reads < atLeast) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("only " + reads + " reads, " + received + " bytes");
      }
      wait(left);
    }
  }

  @Override
  public void produced(Batch batch, int pendingBytes) {}

  @Override
  public boolean cutByNode() {
    return cutByNode;
  }

  @Override
  public void ended(End end, @Nullable Throwable cause, int records, int pendingBytes) {
    ended.complete(new Ended(end, cause, records, pendingBytes));
  }
}
