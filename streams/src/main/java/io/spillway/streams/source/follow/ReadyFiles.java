package io.spillway.streams.source.follow;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The files of one lane that have something to read, each once, first come first served: a file
 * with more to read goes to the end, so that busy ones don't starve the others. Thread-safe.
 */
final class ReadyFiles {
  private final ArrayDeque<FollowedFile> files = new ArrayDeque<>();
  private CompletableFuture<Void> some = new CompletableFuture<>();
  private boolean closed;

  void add(FollowedFile file) {
    if (!file.becomesReady()) {
      return;
    }
    CompletableFuture<Void> waiting;
    synchronized (this) {
      files.add(file);
      waiting = some;
    }
    waiting.complete(null);
  }

  /** The next file; null if there is none, or reading is over. */
  synchronized @Nullable FollowedFile next() {
    FollowedFile file = closed ? null : files.poll();
    if (file == null) {
      if (!closed && some.isDone()) {
        some = new CompletableFuture<>();
      }
      return null;
    }
    file.taken();
    return file;
  }

  /** Completes when there may be a file, or reading is over. */
  synchronized CompletableFuture<Void> some() {
    return some;
  }

  /** Nothing is read any more. */
  void close() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      closed = true;
      waiting = some;
    }
    waiting.complete(null);
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
