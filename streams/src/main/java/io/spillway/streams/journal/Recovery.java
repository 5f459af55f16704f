package io.spillway.streams.journal;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.journal.SegmentScan.Frame;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start finds in a journal: the batches that are not marked as settled, in the order in
 * which they were written, to be passed on once, at the pace of the source's memory. Thread-safe.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");

  private final String source;
  private final Journal journal;
  private final ArrayDeque<Lost> left = new ArrayDeque<>();
  private final int batches;
  private final long records;
  private long passedOn;

  /** A batch that no run is known to have settled. */
  private record Lost(Path path, Frame frame, Kept kept) {}

  private record InSegment(int segment, Frame frame) {}

  private Recovery(String source, Journal journal, List<Lost> lost) {
    this.source = source;
    this.journal = journal;
    this.left.addAll(lost);
    this.batches = lost.size();
    this.records = lost.stream().mapToLong(each -> each.frame().records()).sum();
  }

  /** Reads all segments of the folder, and gives them to {@code segments}. */
  static Recovery of(
      String source, Path folder, Segments segments, SegmentOutput.Opener opener, Journal journal)
      throws IOException {
    List<SegmentScan.Found> found = new ArrayList<>();
    for (Path path : SegmentName.list(folder)) {
      found.add(SegmentScan.of(path));
    }
    List<InSegment> frames = lastOfEach(found);
    List<Lost> lost = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      SegmentScan.Found its = found.get(i);
      SetAside.damaged(source, its);
      int number = i;
      List<Frame> open =
          frames.stream()
              .filter(frame -> frame.segment() == number && !frame.frame().settled())
              .map(InSegment::frame)
              .toList();
      long last = its.frames().stream().mapToLong(Frame::sequence).max().orElse(0);
      Segment segment = Segment.found(its.path(), its.bytes(), open.size(), opener);
      segments.found(segment, last);
      open.forEach(
          frame ->
              lost.add(
                  new Lost(its.path(), frame, new Kept(frame.records(), segment, frame.at()))));
    }
    lost.sort(Comparator.comparingLong(each -> each.frame().sequence()));
    Recovery recovery = new Recovery(source, journal, lost);
    recovery.tell(found, frames.size());
    return recovery;
  }

  /** A batch that was written again, since an fsync had failed, counts where it is last. */
  private static List<InSegment> lastOfEach(List<SegmentScan.Found> found) {
    Map<Long, InSegment> bySequence = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      for (Frame frame : found.get(i).frames()) {
        bySequence.put(frame.sequence(), new InSegment(i, frame));
      }
    }
    return List.copyOf(bySequence.values());
  }

  private void tell(List<SegmentScan.Found> found, int whole) {
    if (!found.isEmpty()) {
      long bytes = left.stream().mapToLong(each -> each.frame().slabBytes()).sum();
      LOG.info(
          "journal found source={} segments={} batches={} settled={} again_batches={}"
              + " again_records={} again_bytes={}",
          source,
          found.size(),
          whole,
          whole - batches,
          batches,
          records,
          bytes);
    }
  }

  int batches() {
    return batches;
  }

  long records() {
    return records;
  }

  /** Whether there are any that were not passed on yet. */
  synchronized boolean isLeft() {
    return !left.isEmpty();
  }

  /** Records passed on so far. */
  synchronized long passedOn() {
    return passedOn;
  }

  /**
   * The next batch, counted as accepted, when there is room for it; empty after the last. What
   * can't be read any more is told, and stays in the journal.
   */
  CompletionStage<Optional<Batch>> next(MemoryBudget budget, SourceTally tally, Executor reading) {
    Lost next = poll();
    if (next == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    long weight = budget.weight(next.frame().bytes(), next.frame().records());
    CompletableFuture<Void> room = new CompletableFuture<>();
    MemoryBudget.Turn turn = budget.await(weight, () -> room.complete(null));
    return room.thenApplyAsync(
            itIs -> {
              try {
                return read(next, budget, weight, tally);
              } finally {
                turn.end();
              }
            },
            reading)
        .thenCompose(
            read ->
                read.isPresent()
                    ? CompletableFuture.completedFuture(read)
                    : next(budget, tally, reading));
  }

  private synchronized @Nullable Lost poll() {
    return left.poll();
  }

  private Optional<Batch> read(Lost lost, MemoryBudget budget, long weight, SourceTally tally) {
    Frame frame = lost.frame();
    try {
      byte[] body = SegmentScan.body(lost.path(), frame.at(), frame.bytes());
      Settlement settlement = new Settlement(budget, weight);
      Batch batch = FrameDecoder.batch(source, body, settlement);
      budget.take(weight);
      journal.watch(lost.kept(), settlement);
      tally.fromJournal(batch.count(), frame.slabBytes());
      synchronized (this) {
        passedOn += batch.count();
      }
      return Optional.of(batch);
    } catch (IOException e) {
      LOG.error(
          "journal can't be read source={} path={} at={} records={}; they stay there: {}",
          source,
          lost.path(),
          frame.at(),
          frame.records(),
          e.toString());
      return Optional.empty();
    }
  }
}
