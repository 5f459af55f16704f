package io.spillway.streams.source;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link BatchInput} as a blueprint to be run once, and the handle by which its owner stops it.
 * Opens and reads on {@code blocking} only, one batch for each asked for, and only when the budget
 * has room. Takes a thread while it waits for input. Thread-safe.
 */
public final class Receiver {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.receiver");

  /** Opens the input; throws if that can't be done. */
  public interface Opener {
    BatchInput open() throws IOException;
  }

  private final String name;
  private final Opener opener;
  private final MemoryBudget budget;
  private final int usualBytes;
  private final Executor blocking;
  private final CompletableFuture<Done> opened = new CompletableFuture<>();
  private final CompletableFuture<Optional<String>> finished = new CompletableFuture<>();
  private volatile Optional<String> problem = Optional.empty();
  private volatile boolean drained;
  private volatile @Nullable BatchInput input;

  /** What it waits for now, which a drain ends. */
  private volatile CompletableFuture<Done> pause = new CompletableFuture<>();

  /**
   * @param name for people
   * @param usualBytes about what a batch takes
   * @param blocking where opening and reading may block
   */
  public Receiver(
      String name, Opener opener, MemoryBudget budget, int usualBytes, Executor blocking) {
    this.name = name;
    this.opener = opener;
    this.budget = budget;
    this.usualBytes = usualBytes;
    this.blocking = blocking;
  }

  public String name() {
    return name;
  }

  /** Its batches. Never fails: {@link #finished} says why it ended. */
  public Source<Batch, NotUsed> batches() {
    return Source.unfoldResourceAsync(this::open, this::next, this::close)
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** Completes when input is taken; fails if it can't be. */
  public CompletionStage<Done> opened() {
    return opened.minimalCompletionStage();
  }

  /** Completes once all batches were taken, with what went wrong; never exceptionally. */
  public CompletionStage<Optional<String>> finished() {
    return finished.minimalCompletionStage();
  }

  /** Hands on what is there, and ends. */
  public void drain() {
    drained = true;
    pause.complete(Done.getInstance());
    BatchInput open = input;
    if (open != null) {
      open.drain();
    }
  }

  private CompletionStage<Optional<BatchInput>> open() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            BatchInput open = opener.open();
            input = open;
            if (drained) {
              open.drain();
            }
            opened.complete(Done.getInstance());
            return Optional.of(open);
          } catch (IOException e) {
            failed("can't open", e);
            opened.completeExceptionally(e);
            return Optional.empty();
          }
        },
        blocking);
  }

  private CompletionStage<Optional<Batch>> next(Optional<BatchInput> open) {
    if (open.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Done> room = new CompletableFuture<>();
    pause = room;
    if (drained) {
      room.complete(Done.getInstance());
    }
    MemoryBudget.Turn turn = budget.await(usualBytes, () -> room.complete(Done.getInstance()));
    return room.thenApplyAsync(done -> read(open.get(), turn), blocking);
  }

  private Optional<Batch> read(BatchInput open, MemoryBudget.Turn turn) {
    try {
      return Optional.ofNullable(open.next());
    } catch (IOException e) {
      failed("can't read on from", e);
      return Optional.empty();
    } finally {
      turn.end();
    }
  }

  private void failed(String what, IOException e) {
    problem = Optional.of(what + " " + name + ": " + e.getMessage());
    LOG.error("{} {}: {}", what, name, e.getMessage());
  }

  private CompletionStage<Done> close(Optional<BatchInput> open) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            if (open.isPresent()) {
              open.get().close();
            }
          } catch (IOException e) {
            failed("can't close", e);
          } finally {
            finished.complete(problem);
          }
          return Done.getInstance();
        },
        blocking);
  }

  /** The words of what {@link #opened} failed with. */
  public static String reason(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return String.valueOf(cause == null ? fault.getMessage() : cause.getMessage());
  }
}
