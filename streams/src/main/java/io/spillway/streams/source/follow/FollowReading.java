package io.spillway.streams.source.follow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.crash.CrashPoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * One lane of a followed source: reads the files that were given to it, one chunk of one file at a
 * time, each file in order. Reads on {@code blocking} only, when a batch is asked for and the
 * budget has room. A file stays in its lane, so its batches stay in order. Run once; never fails
 * but by a bug.
 */
public final class FollowReading {
  private final ReadyFiles ready;
  private final FollowParts parts;
  private final FileWatch watch;
  private final @Nullable RateLimit rateLimit;
  private final Executor blocking;

  /** What the reader waits for now, which a drain ends. */
  private volatile CompletableFuture<Void> pause = CompletableFuture.completedFuture(null);

  private long waitNanos;

  FollowReading(
      ReadyFiles ready,
      FollowParts parts,
      FileWatch watch,
      @Nullable RateLimit rateLimit,
      Executor blocking) {
    this.ready = ready;
    this.parts = parts;
    this.watch = watch;
    this.rateLimit = rateLimit;
    this.blocking = blocking;
  }

  /** The batches of its files; completes after {@link #drain}. */
  public Source<Batch, NotUsed> batches() {
    return Source.unfoldAsync(
        NotUsed.getInstance(),
        same -> next().thenApply(batch -> batch.map(b -> Pair.create(same, b))));
  }

  /** Reads no more. */
  void drain() {
    ready.close();
    pause.complete(null);
  }

  private CompletionStage<Optional<Batch>> next() {
    CompletableFuture<Optional<Batch>> promise = new CompletableFuture<>();
    var unused = rest().thenRun(() -> attempt(promise));
    return promise;
  }

  /** What the rate limit asks to wait. */
  private CompletableFuture<Void> rest() {
    if (waitNanos <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    return pause().completeOnTimeout(null, waitNanos, TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> until = new CompletableFuture<>();
    pause = until;
    if (ready.isClosed()) {
      until.complete(null);
    }
    return until;
  }

  /** Waits for a file and for room, and reads; again until there is a batch. */
  private void attempt(CompletableFuture<Optional<Batch>> promise) {
    var unused =
        ready
            .some()
            .thenRun(
                () -> {
                  if (ready.isClosed()) {
                    promise.complete(Optional.empty());
                  } else {
                    awaitRoom(promise);
                  }
                });
  }

  private void awaitRoom(CompletableFuture<Optional<Batch>> promise) {
    CompletableFuture<Void> room = pause();
    MemoryBudget.Turn turn =
        parts
            .budget()
            .await(
                parts.budget().weight(parts.settings().files().chunkBytes(), 0),
                () -> room.complete(null));
    var unused = room.thenRunAsync(() -> read(turn, promise), blocking);
  }

  private void read(MemoryBudget.Turn turn, CompletableFuture<Optional<Batch>> promise) {
    Batch batch = null;
    try {
      for (FollowedFile file; batch == null && (file = ready.next()) != null; ) {
        batch = watch.read(file);
        if (file.hasMore()) {
          ready.add(file);
        }
      }
    } catch (RuntimeException | Error bug) {
      promise.completeExceptionally(bug);
      return;
    } finally {
      turn.end();
    }
    if (batch == null) {
      attempt(promise);
      return;
    }
    if (rateLimit != null) {
      waitNanos = rateLimit.take(batch.count(), System.nanoTime());
    }
    CrashPoint.READ.pass();
    promise.complete(Optional.of(batch));
  }
}
