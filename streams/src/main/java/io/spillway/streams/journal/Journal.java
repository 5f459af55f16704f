package io.spillway.streams.journal;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Settlement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source's batches on disk: each is passed on once an fsync has passed over it, and forgotten
 * when it is settled. One writer at a time takes all that waits, up to 8 MiB, writes and forces it
 * together, and ends when there is nothing left; it does all that touches a file. While the disk
 * does not take it, batches wait. Thread-safe.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");
  private static final long GROUP_BYTES = 8 << 20;

  private final String source;
  private final Segments segments;
  private final Executor writer;
  private final Executor later;
  private final JournalAlarm alarm;
  private final Recovery recovery;

  private final ArrayDeque<Kept> waiting = new ArrayDeque<>();
  private List<Kept> settled = new ArrayList<>();
  private boolean running;
  private boolean wake;
  private boolean blocked;
  private boolean retryPlanned;
  private boolean draining;
  private boolean retired;
  private long unsettledBatches;
  private long unsettledRecords;
  private long writtenRecords;
  private long stuckBatches;
  private long stuckRecords;
  private long bytes;
  private int files;

  /** What one round of the writer does. */
  private record Round(List<Kept> settled, List<Kept> group, boolean tidy) {}

  /**
   * Reads what an earlier run left. Blocks.
   *
   * @param folder its own; made when there is something to write
   * @param writer where files are written; may block
   * @param later runs a task after a second, to try again
   * @throws IOException if what is there can't be read
   */
  Journal(
      String source,
      Path folder,
      JournalSettings settings,
      SegmentOutput.Opener opener,
      Executor writer,
      Executor later)
      throws IOException {
    this.source = source;
    this.segments = new Segments(folder, settings, opener);
    this.writer = writer;
    this.later = later;
    this.alarm = new JournalAlarm(source);
    this.recovery = Recovery.of(source, folder, segments, opener, this);
    this.unsettledBatches = recovery.batches();
    this.unsettledRecords = recovery.records();
    segments.sweep();
    note();
  }

  /** What an earlier run left, to be passed on once. */
  Recovery recovery() {
    return recovery;
  }

  /**
   * Completes with the batch when it is on the disk; in a drain also when it can't be brought
   * there. For whoever has the batch, before it is offered to anyone.
   */
  CompletionStage<Batch> keep(Batch batch) {
    Kept kept = new Kept(batch);
    watch(kept, batch.settlement());
    synchronized (this) {
      waiting.add(kept);
    }
    start();
    return kept.passedOn();
  }

  /** Notes when a batch that is in the journal is settled, if all of it was kept. */
  void watch(Kept kept, Settlement settlement) {
    settlement.andThen(() -> ended(kept, settlement.kept()));
  }

  private void ended(Kept kept, boolean whole) {
    synchronized (this) {
      if (kept.segment() == null) {
        return;
      }
      if (!whole) {
        stuckBatches++;
        stuckRecords += kept.records();
        return;
      }
      settled.add(kept);
    }
    start();
  }

  /** Its source ends: what can't be written is passed on all the same. */
  void drain() {
    synchronized (this) {
      draining = true;
      blocked = false;
      wake = true;
    }
    start();
  }

  /** Nothing comes for now: what waits is passed on, and when all is settled its files go. */
  void retire() {
    synchronized (this) {
      retired = true;
      blocked = false;
      wake = true;
    }
    start();
  }

  /** A source writes to it, under these limits. */
  void use(JournalSettings settings) {
    segments.limit(settings);
    synchronized (this) {
      draining = false;
      retired = false;
    }
  }

  private void start() {
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
    }
    writer.execute(this::work);
  }

  private void work() {
    for (Round round = next(); round != null; round = next()) {
      segments.settled(round.settled());
      forget(round.settled());
      if (segments.sweep()) {
        unblock();
      }
      if (!round.group().isEmpty()) {
        write(round.group());
      }
      if (round.tidy()) {
        segments.tidy();
      }
      note();
    }
  }

  /** Null when there is nothing to do; the writer then ends. */
  private synchronized @Nullable Round next() {
    List<Kept> group = new ArrayList<>();
    long bytes = 0;
    while (!blocked && !waiting.isEmpty() && (group.isEmpty() || bytes < GROUP_BYTES)) {
      Kept kept = waiting.remove();
      bytes += FrameEncoder.slabBytes(kept.batch());
      group.add(kept);
    }
    if (group.isEmpty() && settled.isEmpty() && !wake) {
      running = false;
      notifyAll();
      return null;
    }
    wake = false;
    List<Kept> marks = settled;
    settled = new ArrayList<>();
    boolean idle = group.isEmpty() && waiting.isEmpty() && unsettledBatches == marks.size();
    return new Round(marks, group, retired && idle);
  }

  private void write(List<Kept> group) {
    try {
      segments.write(group);
      alarm.calm();
      long records = group.stream().mapToLong(Kept::records).sum();
      synchronized (this) {
        unsettledBatches += group.size();
        unsettledRecords += records;
        writtenRecords += records;
      }
      group.forEach(Kept::passOn);
    } catch (IOException | RuntimeException fault) { // the boundary to the disk
      failed(group, fault);
    }
  }

  private void failed(List<Kept> group, Exception fault) {
    boolean goesOn;
    boolean plan;
    synchronized (this) {
      goesOn = draining || retired;
      plan = !goesOn && !retryPlanned;
      retryPlanned |= plan;
      wake |= goesOn;
      if (!goesOn) {
        for (int i = group.size() - 1; i >= 0; i--) {
          waiting.addFirst(group.get(i));
        }
        blocked = true;
      }
    }
    if (goesOn) {
      int records = group.stream().mapToInt(Kept::records).sum();
      alarm.passedOver(group.size(), records, fault.toString());
      group.forEach(Kept::passOn);
    } else {
      alarm.raise(fault.toString(), System.nanoTime());
    }
    if (plan) {
      later.execute(this::tryAgain);
    }
  }

  private void tryAgain() {
    synchronized (this) {
      retryPlanned = false;
    }
    unblock();
    start();
  }

  private synchronized void unblock() {
    blocked = false;
    wake = true;
  }

  private synchronized void forget(List<Kept> batches) {
    unsettledBatches -= batches.size();
    for (Kept kept : batches) {
      unsettledRecords -= kept.records();
    }
  }

  private void note() {
    long now = segments.bytes();
    int count = segments.count();
    synchronized (this) {
      bytes = now;
      files = count;
    }
  }

  synchronized JournalCounts counts() {
    return new JournalCounts(
        bytes, files, unsettledBatches, unsettledRecords, writtenRecords, recovery.passedOn());
  }

  /** Why it can't be written; empty if it can. */
  String problem() {
    return alarm.problem();
  }

  /**
   * Ends it when its source has ended: what is settled goes, the rest stays for the next start.
   * Blocks.
   */
  void close() throws InterruptedException {
    synchronized (this) {
      retired = true;
      while (running) {
        wait();
      }
      if (stuckBatches > 0) {
        LOG.warn(
            "journal keeps what was not delivered source={} batches={} records={}; it comes again"
                + " at the next start",
            source,
            stuckBatches,
            stuckRecords);
      }
      running = true; // nobody writes any more
    }
    segments.close();
  }
}
