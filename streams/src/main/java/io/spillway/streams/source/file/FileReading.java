package io.spillway.streams.source.file;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file being read: its batches in order as a blueprint to be run once, and the handle by which
 * its owner stops it. Reads on {@code blocking} only, one chunk per batch asked for, and only when
 * the budget has room. Thread-safe.
 */
public final class FileReading {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.file");

  private final Path path;
  private final FileSourceSettings settings;
  private final Origin origin;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final @Nullable RateLimit rateLimit;
  private final Executor blocking;
  private final Clock clock;

  private final CompletableFuture<FileRead> finished = new CompletableFuture<>();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Optional<String> problem = Optional.empty();
  private volatile boolean drained;

  /** What the reader waits for now, which a drain ends. */
  private volatile CompletableFuture<Done> pause = new CompletableFuture<>();

  private long waitNanos;

  /**
   * @param origin with the file's generation in its stream
   * @param rateLimit shared by the source's files; null for none
   * @param blocking where reading may block
   */
  public FileReading(
      Path path,
      FileSourceSettings settings,
      Origin origin,
      SourceTally tally,
      MemoryBudget budget,
      @Nullable RateLimit rateLimit,
      Executor blocking,
      Clock clock) {
    this.path = path;
    this.settings = settings;
    this.origin = origin;
    this.tally = tally;
    this.budget = budget;
    this.rateLimit = rateLimit;
    this.blocking = blocking;
    this.clock = clock;
  }

  /**
   * The file's batches. Never fails: a file that can't be read (on) hands on what was read and
   * completes, {@link #finished} says why.
   */
  public Source<Batch, NotUsed> batches() {
    return Source.unfoldResourceAsync(this::open, this::next, this::close)
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** Reads no more; what is not read stays in the file. */
  public void drain() {
    drained = true;
    pause.complete(Done.getInstance());
  }

  /** Completes once all batches were taken; never exceptionally. */
  public CompletionStage<FileRead> finished() {
    return finished.minimalCompletionStage();
  }

  public Path path() {
    return path;
  }

  /** Records handed on so far. */
  public long records() {
    return records.get();
  }

  /** Bytes read so far. */
  public long bytes() {
    return bytes.get();
  }

  private CompletionStage<Optional<FileChunks>> open() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            FileChunks chunks = new FileChunks(path, settings, origin, tally, budget, clock);
            LOG.info("file {} opened source={}", path, origin.source());
            return Optional.of(chunks);
          } catch (IOException e) {
            failed("can't open", e);
            return Optional.empty();
          }
        },
        blocking);
  }

  private CompletionStage<Optional<Batch>> next(Optional<FileChunks> opened) {
    if (opened.isEmpty() || drained) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    FileChunks chunks = opened.get();
    return rest().thenCompose(done -> turn()).thenApplyAsync(turn -> read(chunks, turn), blocking);
  }

  /** What the rate limit asks to wait. */
  private CompletionStage<Done> rest() {
    if (waitNanos <= 0) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    CompletableFuture<Done> rested = pause();
    return rested.completeOnTimeout(Done.getInstance(), waitNanos, TimeUnit.NANOSECONDS);
  }

  private CompletionStage<MemoryBudget.Turn> turn() {
    CompletableFuture<Done> room = pause();
    MemoryBudget.Turn turn =
        budget.await(
            budget.weight(settings.chunkBytes(), 0), () -> room.complete(Done.getInstance()));
    return room.thenApply(done -> turn);
  }

  private CompletableFuture<Done> pause() {
    CompletableFuture<Done> until = new CompletableFuture<>();
    pause = until;
    if (drained) {
      until.complete(Done.getInstance());
    }
    return until;
  }

  private Optional<Batch> read(FileChunks chunks, MemoryBudget.Turn turn) {
    try {
      if (drained) {
        return Optional.empty();
      }
      Batch batch = nextOrLast(chunks);
      bytes.set(chunks.read());
      if (batch == null) {
        return Optional.empty();
      }
      records.getAndAdd(batch.count());
      if (rateLimit != null) {
        waitNanos = rateLimit.take(batch.count(), System.nanoTime());
      }
      return Optional.of(batch);
    } finally {
      turn.end();
    }
  }

  private @Nullable Batch nextOrLast(FileChunks chunks) {
    try {
      return chunks.next();
    } catch (IOException e) {
      failed("can't read on in", e);
      chunks.end(true);
      return chunks.last();
    }
  }

  private void failed(String what, IOException e) {
    String why =
        e instanceof AccessDeniedException
            ? "permission denied"
            : e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    problem = Optional.of(what + " " + path + ": " + why);
    tally.note(e instanceof AccessDeniedException ? Reason.PERMISSION_DENIED : Reason.IO_ERROR, 1);
    LOG.error("{} file {} source={}: {}", what, path, origin.source(), why);
  }

  private CompletionStage<Done> close(Optional<FileChunks> opened) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            if (opened.isPresent()) {
              opened.get().close();
              LOG.info(
                  "file {} closed source={} records={} bytes={}",
                  path,
                  origin.source(),
                  records,
                  bytes);
            }
          } catch (IOException e) {
            failed("can't close", e);
          } finally {
            finished.complete(new FileRead(path, records.get(), bytes.get(), problem));
          }
          return Done.getInstance();
        },
        blocking);
  }
}
