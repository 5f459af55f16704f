package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * What all connections or files of one source flow into: parsing, in parallel with order kept, then
 * routing, one batch of a connection at a time, so that a full lane holds back just the connections
 * that feed it. A reload gives it another {@link Way}; a batch goes one way to its end.
 * Thread-safe.
 */
public final class Intake {
  private final int parallelism;
  private final Executor parsing;
  private final Gate gate = new Gate();
  private volatile Way way;

  /**
   * The way in of one source.
   *
   * @param parallelism batches of one connection parsed at once; 0 parses where the batch comes
   *     from
   */
  public Intake(Way first, int parallelism, Executor parsing) {
    this.way = first;
    this.parallelism = parallelism;
    this.parsing = parsing;
  }

  /** Takes batches to their lanes; emits each one's number of records when the next may come. */
  public Flow<Batch, Integer, NotUsed> flow() {
    Flow<Batch, Batch, NotUsed> gated = Flow.of(Batch.class).mapAsync(1, gate::pass);
    if (parallelism == 0) {
      return gated.mapAsync(1, batch -> route(entered().parse(batch)));
    }
    return gated.mapAsync(parallelism, this::parse).mapAsync(1, Intake::route);
  }

  /**
   * Batches go another way from now on; completes when those that went the way before are with
   * their lanes.
   */
  public synchronized CompletionStage<Done> change(Way next) {
    Way before = way;
    way = next;
    return before.replaced();
  }

  /** Holds back what comes from now on; batches being parsed still go through. */
  public void pause() {
    gate.close();
  }

  public void resume() {
    gate.open();
  }

  public boolean paused() {
    return !gate.isOpen();
  }

  private CompletionStage<Way.Parsed> parse(Batch batch) {
    Way now = entered();
    return CompletableFuture.supplyAsync(() -> now.parse(batch), parsing);
  }

  private Way entered() {
    Way now = way;
    while (!now.enter()) {
      now = way;
    }
    return now;
  }

  private static CompletionStage<Integer> route(Way.Parsed parsed) {
    CompletableFuture<Void> now = parsed.way().route(parsed).toCompletableFuture();
    int count = parsed.batch().count();
    return now.isDone() ? CompletableFuture.completedFuture(count) : now.thenApply(done -> count);
  }
}
