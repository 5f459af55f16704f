package io.spillway.streams.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets batches of one source pass, or holds them while the source is paused. Thread-safe. */
final class Gate {
  private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

  /** Completes with {@code passing} while the gate is open. */
  <T> CompletionStage<T> pass(T passing) {
    CompletableFuture<Void> now = open;
    return now.isDone()
        ? CompletableFuture.completedFuture(passing)
        : now.thenApply(opened -> passing);
  }

  synchronized void close() {
    if (open.isDone()) {
      open = new CompletableFuture<>();
    }
  }

  synchronized void open() {
    open.complete(null);
  }

  boolean isOpen() {
    return open.isDone();
  }
}
