package io.spillway.streams.route;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.event.Events;
import io.spillway.streams.wpl.Matcher;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a source to its lanes under one configuration: its rules and its routes. Counts the
 * batches being offered, which never waits, so that a reload soon knows that a way that was
 * replaced brings nothing any more. Thread-safe; costs two atomic steps per batch.
 */
public final class Way {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.intake");

  private final Supplier<Matcher> matchers;
  private final Router router;
  private final Queue<Matcher> idle = new ConcurrentLinkedQueue<>();

  /** Batches being offered, and one more until it is replaced; never rises again from 0. */
  private final AtomicLong users = new AtomicLong(1);

  private final CompletableFuture<Done> empty = new CompletableFuture<>();

  public Way(Supplier<Matcher> matchers, Router router) {
    this.matchers = matchers;
    this.router = router;
  }

  /** A parsed batch, or one that the matcher failed on. */
  sealed interface Parsed {
    Batch batch();

    Way way();
  }

  private record Matched(Events events, Way way) implements Parsed {
    @Override
    public Batch batch() {
      return events.batch();
    }
  }

  private record Failed(Batch batch, Way way) implements Parsed {}

  /**
   * No batch goes this way any more; completes when the last one has been offered to its lanes,
   * whether or not it fits there.
   */
  CompletionStage<Done> replaced() {
    leave();
    return empty;
  }

  private boolean enter() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      empty.complete(Done.getInstance());
    }
  }

  /**
   * The boundary to rules: a bug in matching, or a batch that takes too much memory or stack, must
   * not cost records, they go to {@code error}.
   */
  Parsed parse(Batch batch) {
    try {
      Matcher idling = idle.poll();
      Matcher matcher = idling == null ? matchers.get() : idling;
      Events events = matcher.match(batch);
      idle.add(matcher);
      events.batch().settlement().holds(events.heldBytes());
      CrashPoint.PARSED.pass();
      return new Matched(events, this);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError bug) {
      LOG.error("matching a batch of {} failed", batch.origin(), bug);
      return new Failed(batch, this);
    }
  }

  /**
   * Hands a parsed batch to its lanes; completes when it fits there. Null if this way was replaced:
   * the batch is to be parsed for the next one.
   */
  @Nullable CompletionStage<Void> route(Parsed parsed) {
    if (!enter()) {
      return null;
    }
    try {
      return parsed instanceof Matched matched
          ? router.route(matched.events())
          : router.failed(parsed.batch());
    } finally {
      leave();
    }
  }
}
