package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.wpl.Matcher;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections or files of one source flow into: parsing, in parallel with order kept, then
 * routing, one batch of a connection at a time, so that a full lane holds back just the connections
 * that feed it. Thread-safe.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.intake");

  private final Supplier<Matcher> matchers;
  private final Router router;
  private final int parallelism;
  private final Executor parsing;
  private final Gate gate = new Gate();
  private final Queue<Matcher> idle = new ConcurrentLinkedQueue<>();

  /**
   * The way in of one source.
   *
   * @param parallelism batches of one connection parsed at once; 0 parses where the batch comes
   *     from
   */
  public Intake(Supplier<Matcher> matchers, Router router, int parallelism, Executor parsing) {
    this.matchers = matchers;
    this.router = router;
    this.parallelism = parallelism;
    this.parsing = parsing;
  }

  /** Takes batches to their lanes; emits each one's number of records when the next may come. */
  public Flow<Batch, Integer, NotUsed> flow() {
    Flow<Batch, Batch, NotUsed> gated = Flow.of(Batch.class).mapAsync(1, gate::pass);
    if (parallelism == 0) {
      return gated.mapAsync(1, batch -> counted(batch, parseAndRoute(batch)));
    }
    return gated
        .mapAsync(parallelism, batch -> CompletableFuture.supplyAsync(() -> parsed(batch), parsing))
        .mapAsync(1, parsed -> counted(parsed.batch(), route(parsed)));
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

  /** A parsed batch, or one that the matcher failed on. */
  private sealed interface Parsed {
    Batch batch();
  }

  private record Matched(Events events) implements Parsed {
    @Override
    public Batch batch() {
      return events.batch();
    }
  }

  private record Failed(Batch batch) implements Parsed {}

  private CompletionStage<Void> parseAndRoute(Batch batch) {
    return route(parsed(batch));
  }

  private CompletionStage<Void> route(Parsed parsed) {
    return parsed instanceof Matched matched
        ? router.route(matched.events())
        : router.failed(parsed.batch());
  }

  /**
   * The boundary to rules: a bug in matching, or a batch that takes too much memory or stack, must
   * not cost records, they go to {@code error}.
   */
  private Parsed parsed(Batch batch) {
    try {
      Matcher idling = idle.poll();
      Matcher matcher = idling == null ? matchers.get() : idling;
      Events events = matcher.match(batch);
      idle.add(matcher);
      events.batch().settlement().holds(events.heldBytes());
      return new Matched(events);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError bug) {
      LOG.error("matching a batch of {} failed", batch.origin(), bug);
      return new Failed(batch);
    }
  }

  private static CompletionStage<Integer> counted(Batch batch, CompletionStage<Void> routed) {
    CompletableFuture<Void> now = routed.toCompletableFuture();
    return now.isDone()
        ? CompletableFuture.completedFuture(batch.count())
        : now.thenApply(done -> batch.count());
  }
}
