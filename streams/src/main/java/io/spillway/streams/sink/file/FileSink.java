package io.spillway.streams.sink.file;

import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to one file by gathering writes. The file ends with a whole record after every
 * answer: a failed write is cut back, and a tail torn by a crash is repaired when it is opened.
 * Opens at the first delivery, again after a failure, and, looking once a second, when another or
 * no file is at the path. Thread-safe, one delivery at a time; an fsync that comes due between
 * deliveries holds none up.
 */
public final class FileSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.file");

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FileSinkSettings settings;
  private final OutputFile.Opener opener;
  private final Executor later;
  private final LongConsumer torn;
  private final LongSupplier nanos;
  private @Nullable Object key;
  private long lookedAt;
  private @Nullable OutputFile file;
  private boolean dirty;
  private boolean syncPlanned;

  /** An fsync between deliveries failed: it must work before more is written. */
  private boolean syncFailed;

  /**
   * A sink for the file; nothing is opened yet.
   *
   * @param blocking runs fsyncs that come due between deliveries
   * @param torn told of the bytes of each torn tail that was cut off
   */
  public FileSink(FileSinkSettings settings, Executor blocking, LongConsumer torn) {
    this(
        settings,
        OutputFile::open,
        CompletableFuture.delayedExecutor(
            settings.fsyncInterval().toMillis(), TimeUnit.MILLISECONDS, blocking),
        torn,
        System::nanoTime);
  }

  FileSink(
      FileSinkSettings settings,
      OutputFile.Opener opener,
      Executor later,
      LongConsumer torn,
      LongSupplier nanos) {
    this.settings = settings;
    this.opener = opener;
    this.later = later;
    this.torn = torn;
    this.nanos = nanos;
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    return CompletableFuture.completedFuture(append(records));
  }

  private Answer append(Outgoing records) {
    OutputFile out;
    long start;
    try {
      letGoIfMoved();
      out = file == null ? openFile() : file;
      file = out;
      start = out.size();
      syncAgainIfFailed(out);
    } catch (IOException e) {
      letGo();
      return Answer.retry(records.count(), Faults.reason(e), Faults.detail(e));
    }
    try {
      write(out, records);
      if (settings.fsync() == Fsync.BATCH) {
        out.force();
      } else if (settings.fsync() == Fsync.INTERVAL) {
        planSync();
      }
      return Answer.delivered(records.count());
    } catch (IOException e) {
      int whole = cutBack(out, start, records);
      return Answer.partly(whole, records.count() - whole, Faults.reason(e), Faults.detail(e));
    }
  }

  private static void write(OutputFile out, Outgoing records) throws IOException {
    ByteBuffer[] buffers = new ByteBuffer[records.buffers().size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = records.buffers().get(i).duplicate();
    }
    for (long left = records.bytes(); left > 0; ) {
      left -= out.write(buffers);
    }
  }

  /**
   * Leaves only whole records after {@code start}, and says how many. None if they had to be
   * fsynced and were not. If even that fails, the file is closed, and repaired when it is opened
   * again.
   */
  private int cutBack(OutputFile out, long start, Outgoing records) {
    int whole = 0;
    try {
      boolean unsynced = settings.fsync() == Fsync.BATCH;
      whole = unsynced ? 0 : records.wholeIn(out.size() - start);
      out.truncate(start + (whole == 0 ? 0 : records.ends()[whole - 1]));
    } catch (IOException e) {
      LOG.warn("can't cut back path={} detail=\"{}\"", settings.path(), Faults.detail(e));
      letGo();
    }
    return whole;
  }

  private OutputFile openFile() throws IOException {
    OutputFile opened = opener.open(settings.path());
    key = keyAtPath();
    lookedAt = nanos.getAsLong();
    long bytes = opened.repaired();
    if (bytes > 0) {
      LOG.warn(
          "torn tail cut off path={} bytes={} kept_in={}.torn",
          settings.path(),
          bytes,
          settings.path());
      torn.accept(bytes);
    }
    return opened;
  }

  /** A file that was rotated away or deleted must not go on growing. */
  private void letGoIfMoved() throws IOException {
    OutputFile out = file;
    if (out == null || nanos.getAsLong() - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = nanos.getAsLong();
    if (!Objects.equals(key, keyAtPath())) {
      LOG.info("file was moved or deleted, opening anew path={}", settings.path());
      if (settings.fsync() != Fsync.NEVER) {
        out.force();
        syncFailed = false;
        dirty = false;
      }
      letGo();
    }
  }

  /** What tells files apart; null where the system can't, or where there is none. */
  private @Nullable Object keyAtPath() throws IOException {
    try {
      return Files.readAttributes(settings.path(), BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) { // gone, as good as another one
      return null;
    }
  }

  private void syncAgainIfFailed(OutputFile out) throws IOException {
    if (syncFailed) {
      out.force();
      syncFailed = false;
    }
  }

  private void planSync() {
    dirty = true;
    if (!syncPlanned) {
      syncPlanned = true;
      later.execute(this::syncNow);
    }
  }

  /**
   * Forces outside the lock: deliveries go on meanwhile, what they write waits for the next one.
   */
  private void syncNow() {
    OutputFile out = toSync();
    if (out == null) {
      return;
    }
    try {
      out.force();
    } catch (IOException e) {
      syncFailed(out, e);
    }
  }

  private synchronized @Nullable OutputFile toSync() {
    syncPlanned = false;
    OutputFile out = dirty ? file : null;
    dirty = false;
    return out;
  }

  private synchronized void syncFailed(OutputFile out, IOException why) {
    syncFailed = true;
    if (file == out) { // else it was closed meanwhile, which ends a force
      LOG.warn("fsync failed path={} detail=\"{}\"", settings.path(), Faults.detail(why));
    }
  }

  private void letGo() {
    OutputFile out = file;
    file = null;
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        LOG.warn("close failed path={} detail=\"{}\"", settings.path(), Faults.detail(e));
      }
    }
  }

  @Override
  public synchronized void close() {
    OutputFile out = file;
    file = null;
    if (out == null) {
      return;
    }
    try (out) {
      if (settings.fsync() != Fsync.NEVER) {
        out.force();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + settings.path(), e);
    }
  }
}
