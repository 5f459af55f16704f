package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.journal.WriteAhead;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * What all connections or files of one source flow into: parsing, in parallel with order kept, then
 * routing, one batch of a connection at a time, so that a full lane holds back just the connections
 * that feed it. A reload gives it another {@link Way}, which all batches go that were not offered
 * to their lanes before; what was parsed for the last one is parsed anew. Thread-safe.
 */
public final class Intake {
  /** Batches of one connection that wait for the journal's disk; memory bounds them as well. */
  private static final int AHEAD = 16;

  private final int parallelism;
  private final Executor parsing;
  private final Gate gate = new Gate();
  private final @Nullable WriteAhead ahead;
  private volatile Way way;

  /** The way in of one source without a journal. */
  public Intake(Way first, int parallelism, Executor parsing) {
    this(first, parallelism, parsing, null);
  }

  /**
   * The way in of one source.
   *
   * @param parallelism batches of one connection parsed at once; 0 parses where the batch comes
   *     from
   * @param ahead what they do before, if the source may have a journal
   */
  public Intake(Way first, int parallelism, Executor parsing, @Nullable WriteAhead ahead) {
    this.way = first;
    this.parallelism = parallelism;
    this.parsing = parsing;
    this.ahead = ahead;
  }

  /** Takes batches to their lanes; emits each one's number of records when the next may come. */
  public Flow<Batch, Integer, NotUsed> flow() {
    WriteAhead its = ahead;
    return its == null || !its.isOn()
        ? onward()
        : Flow.of(Batch.class).mapAsync(AHEAD, its::keep).via(onward());
  }

  /** Takes to their lanes what an earlier run left in the journal; to be run once at a start. */
  public Source<Integer, NotUsed> recovered() {
    WriteAhead its = ahead;
    return its == null
        ? Source.empty()
        : Source.unfoldAsync(
                its,
                from -> from.recovered().thenApply(next -> next.map(b -> Pair.create(from, b))))
            .via(onward());
  }

  /** What the source's journal does; empty if it can't have one. */
  public Optional<WriteAhead> ahead() {
    return Optional.ofNullable(ahead);
  }

  /** The source ends: a pause is over, and the journal's disk is not waited for any more. */
  public void drain() {
    resume();
    ahead().ifPresent(WriteAhead::drain);
  }

  private Flow<Batch, Integer, NotUsed> onward() {
    Flow<Batch, Batch, NotUsed> gated = Flow.of(Batch.class).mapAsync(1, gate::pass);
    if (parallelism == 0) {
      return gated.mapAsync(1, batch -> route(way.parse(batch)));
    }
    return gated.mapAsync(parallelism, this::parse).mapAsync(1, this::route);
  }

  /**
   * Batches go another way from now on; completes when none is being offered to lanes on the way
   * before, which no lane can hold up.
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
    Way now = way;
    return CompletableFuture.supplyAsync(() -> now.parse(batch), parsing);
  }

  private CompletionStage<Integer> route(Way.Parsed parsed) {
    CompletionStage<Void> fits = parsed.way().route(parsed);
    if (fits == null) {
      return parse(parsed.batch()).thenCompose(this::route);
    }
    CompletableFuture<Void> now = fits.toCompletableFuture();
    int count = parsed.batch().count();
    return now.isDone() ? CompletableFuture.completedFuture(count) : now.thenApply(done -> count);
  }
}
