package io.spillway.streams.sink.file;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.file.FileSinkSettings.Fsync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to one file by gathering writes. The file ends with a whole record after every
 * answer: a failed write is cut back, and a tail torn by a crash is repaired when it is opened.
 * Opens at the first delivery, again after a failure, and when another or no file is at the path,
 * where it looks before and after each delivery: what went into a deleted file is written again.
 * Begins another file when its settings say so. Thread-safe, one delivery at a time; an fsync that
 * comes due between deliveries holds none up.
 */
public final class FileSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.file");

  /** How often a delivery is written to files that are deleted under it. */
  private static final int MOST_TRIES = 3;

  private final FileSinkSettings settings;
  private final FileParts parts;
  private final Rotation rotation;
  private final Predicate<IOException> isForGood;
  private @Nullable OutputFile file;
  private boolean dirty;
  private boolean syncPlanned;

  /** An fsync between deliveries failed: it must work before more is written. */
  private boolean syncFailed;

  /** For good: a replay's delivery that comes later must not open it again. */
  private boolean closed;

  /**
   * A sink for the file; nothing is opened yet.
   *
   * @param header what every file begins with
   * @param blocking runs what comes due between deliveries: fsyncs, work on rotated files
   * @param torn told of the bytes of each torn tail that was cut off
   */
  public FileSink(FileSinkSettings settings, byte[] header, Executor blocking, LongConsumer torn) {
    this(settings, FileParts.of(settings, header, blocking, torn));
  }

  FileSink(FileSinkSettings settings, FileParts parts) {
    this(settings, parts, fault -> false);
  }

  /**
   * One of many files.
   *
   * @param isForGood whether a file that can't be opened for that fault never can
   */
  FileSink(FileSinkSettings settings, FileParts parts, Predicate<IOException> isForGood) {
    this.isForGood = isForGood;
    this.settings = settings;
    this.parts = parts;
    this.rotation = new Rotation(settings, parts);
  }

  @Override
  public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    return deliver(records, progress, AppendWitness.NONE);
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(
      Outgoing records, Progress progress, AppendWitness witness) {
    return CompletableFuture.completedFuture(append(records, witness));
  }

  private Answer append(Outgoing records, AppendWitness witness) {
    if (closed) {
      return Answer.retry(records.count(), Reason.UNAVAILABLE, "the sink has ended");
    }
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      Answer answer = appendOnce(records, witness);
      if (answer != null) {
        return answer;
      }
      LOG.warn(
          "file was deleted while it was written to, writing again path={} records={}",
          settings.path(),
          records.count());
    }
    return Answer.retry(
        records.count(), Reason.IO_ERROR, settings.path() + " is deleted again and again");
  }

  /** Null if the file was deleted meanwhile, and with it what was written. */
  private @Nullable Answer appendOnce(Outgoing records, AppendWitness witness) {
    boolean live = witness == AppendWitness.NONE;
    OutputFile out;
    long start;
    try {
      letGoIfMoved();
      out = current(records.bytes());
      start = out.size();
      syncAgainIfFailed(out);
      if (!live) {
        witness.before(WholeAppend.intent(settings.path(), start, records));
        CrashPoint.REPLAY_INTENDED.pass();
      }
    } catch (IOException e) {
      letGo();
      return isForGood.test(e)
          ? Answer.rejected(records.count(), Reason.PAYLOAD_REJECTED, Faults.detail(e))
          : Answer.retry(records.count(), Faults.reason(e), Faults.detail(e));
    }
    int whole = records.count();
    IOException fault = null;
    try {
      write(out, records, live ? CrashPoint.LIVE_APPEND : CrashPoint.REPLAY_APPEND);
      sync(out);
    } catch (IOException e) {
      whole = cutBack(out, start, records);
      fault = e;
    }
    boolean deleted = whole > 0 && !out.isAtPath() && out.isDeleted();
    witness.after(deleted ? 0 : whole);
    if (deleted) {
      letGo();
      return null;
    }
    return fault == null
        ? Answer.delivered(whole)
        : Answer.partly(whole, records.count() - whole, Faults.reason(fault), Faults.detail(fault));
  }

  private void sync(OutputFile out) throws IOException {
    if (settings.fsync() == Fsync.BATCH) {
      out.force();
    } else if (settings.fsync() == Fsync.INTERVAL) {
      planSync();
    }
  }

  private static void write(OutputFile out, Outgoing records, CrashPoint point) throws IOException {
    ByteBuffer[] buffers = new ByteBuffer[records.buffers().size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = records.buffers().get(i).duplicate();
    }
    point.midway((int) records.bytes(), n -> out.write(first(buffers, n)));
    for (long left = records.bytes(); left > 0; ) {
      left -= out.write(buffers);
    }
  }

  private static ByteBuffer[] first(ByteBuffer[] buffers, int bytes) {
    ByteBuffer first = buffers[0];
    int length = Math.min(bytes, first.remaining());
    return new ByteBuffer[] {first.slice(first.position(), length)};
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

  /** The file that takes so many more bytes: another one if the one at hand has had its time. */
  private OutputFile current(long more) throws IOException {
    OutputFile out = file == null ? openFile() : file;
    file = out;
    if (rotation.due(out.size(), more)) {
      if (settings.fsync() != Fsync.NEVER) {
        forceAll(out);
      }
      if (rotation.rotate()) {
        letGo();
        out = openFile();
        file = out;
      }
    }
    return out;
  }

  private OutputFile openFile() throws IOException {
    rotation.opening();
    OutputFile opened = parts.opener().open(settings.path());
    long bytes = opened.repaired();
    if (bytes > 0) {
      LOG.warn(
          "torn tail cut off path={} bytes={} kept_in={}.torn",
          settings.path(),
          bytes,
          settings.path());
      parts.torn().accept(bytes);
    }
    try {
      begin(opened);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void begin(OutputFile opened) throws IOException {
    ByteBuffer[] header = {ByteBuffer.wrap(parts.header())};
    if (opened.size() == 0) {
      while (header[0].hasRemaining()) {
        opened.write(header);
      }
    }
  }

  /** A file that was rotated away or deleted must not go on growing. */
  private void letGoIfMoved() throws IOException {
    OutputFile out = file;
    if (out != null && !out.isAtPath()) {
      LOG.info("file was moved or deleted, opening anew path={}", settings.path());
      if (settings.fsync() != Fsync.NEVER) {
        forceAll(out);
      }
      letGo();
    }
  }

  private void forceAll(OutputFile out) throws IOException {
    out.force();
    syncFailed = false;
    dirty = false;
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
      parts.later().execute(this::syncNow);
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
    closed = true;
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
