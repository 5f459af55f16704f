package io.spillway.actors;

import io.spillway.streams.flow.Share;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.ReplayReader;
import io.spillway.streams.rescue.ReplayReader.Chunk;
import io.spillway.streams.rescue.ReplayWitness;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.sink.Answer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rescue file that a replay delivers: its reader, the chunk under way, and which records of
 * that are still to be delivered. The Replay actor's.
 */
final class ReplayFile implements Closeable {
  private final RescueFiles.Dat dat;
  private final ReplayReader reader;
  private final RescueLine line = new RescueLine();
  private @Nullable Chunk chunk;

  /** Records of the chunk that are still to be delivered. */
  private BitSet open = new BitSet();

  /** Numbers in the chunk of the records given to the lane last. */
  private int[] sent = {};

  /** Records of the chunk that were refused, and are in their file. */
  private BitSet rejected = new BitSet();

  /** Records that were refused last, and are not in their file yet. */
  private BitSet refused = new BitSet();

  /** Records before the chunk. */
  private long records;

  private long badLines;
  private long emptyLines;

  private String waitsFor = "";
  private boolean moved;

  /** Opens it at that position. */
  ReplayFile(RescueFiles.Dat dat, Position from) throws IOException {
    this.dat = dat;
    this.records = from.records();
    this.reader = new ReplayReader(dat.path(), from.offset());
  }

  RescueFiles.Dat dat() {
    return dat;
  }

  /** Records that are done. */
  long records() {
    return records;
  }

  /** Lines passed over since it was opened. */
  long badLines() {
    return badLines;
  }

  long emptyLines() {
    return emptyLines;
  }

  /** Why the sink did not take what it was given last; empty if it did. */
  String waitsFor() {
    return waitsFor;
  }

  /** Whether the last answer brought it on. */
  boolean moved() {
    return moved;
  }

  /** The next chunk; the one under way if it holds records. */
  Chunk read(int mostRecords) throws IOException {
    Chunk read = reader.next(mostRecords);
    badLines += read.bad();
    emptyLines += read.empty();
    if (read.records() > 0) {
      chunk = read;
      open = new BitSet();
      open.set(0, read.records());
      rejected = new BitSet();
    }
    return read;
  }

  boolean underWay() {
    return chunk != null;
  }

  /** The chunk's shares, cut to the records that are still to be delivered. */
  List<Share> toDeliver() {
    Chunk all = current();
    sent = open.stream().toArray();
    if (open.cardinality() == all.records()) {
      return all.shares();
    }
    List<Share> shares = new ArrayList<>();
    int first = 0;
    for (Share share : all.shares()) {
      int from = first;
      int[] selected = open.get(from, from + share.count()).stream().map(share::record).toArray();
      if (selected.length > 0) {
        shares.add(new Share(share.events(), share.kind(), selected));
      }
      first += share.count();
    }
    return shares;
  }

  /** Of the delivery of {@link #toDeliver()}. */
  ReplayWitness witness(ReplayCheckpoint checkpoint) {
    Chunk all = current();
    int[] records = sent;
    long before = this.records;
    Position none = checkpoint.position().orElseGet(() -> position(0));
    return new ReplayWitness(
        checkpoint,
        records.length,
        done -> {
          int last = done == 0 ? -1 : records[done - 1];
          return last < 0 ? none : new Position(none.file(), all.endOf(last), before + last + 1);
        });
  }

  /** Notes what a lane said of {@link #toDeliver()}; the records it refused, if any. */
  @Nullable RescueGroup answered(Answer answer) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    refused = new BitSet();
    int at = 0;
    int before = open.cardinality();
    waitsFor = "";
    for (Answer.Run run : answer.runs()) {
      for (int i = 0; i < run.count(); i++, at++) {
        switch (run.verdict()) {
          case DELIVERED -> open.clear(sent[at]);
          case REJECTED -> {
            lines.writeBytes(rejected(sent[at], run));
            refused.set(sent[at]);
            open.clear(sent[at]);
          }
          case RETRY -> waitsFor = run.reason() + ": " + run.detail();
        }
      }
    }
    moved = open.cardinality() < before;
    String sink = dat.name().sink();
    int count = refused.cardinality();
    return count == 0
        ? null
        : new RescueGroup(sink, lines.toByteArray(), lines.size(), count, Place.REJECTED, true);
  }

  private byte[] rejected(int record, Answer.Run run) {
    int[] lines = current().lines();
    if (!line.read(reader.bytes(), lines[2 * record], lines[2 * record + 1])) {
      throw new IllegalStateException("a line that was read can't be read: " + line.problem());
    }
    return line.answered(run.reason(), line.attempt() + 1, run.detail());
  }

  /** Refused records are in their file. */
  void kept() {
    rejected.or(refused);
    refused = new BitSet();
  }

  /** Whether no record of the chunk is left. */
  boolean chunkDone() {
    return open.isEmpty();
  }

  /**
   * What became of a chunk.
   *
   * @param end where the file is done
   */
  record Done(Position end, int delivered, int rejected) {}

  /** The chunk is done; the next one may be read. */
  Done endChunk() {
    Chunk all = current();
    return end(all.records(), all.endOffset());
  }

  /** Where the first record is that is neither delivered nor in the file of what was refused. */
  Position doneNow() {
    BitSet left = (BitSet) open.clone();
    left.or(refused);
    int done = left.isEmpty() ? current().records() : left.nextSetBit(0);
    long offset = done == 0 ? current().offset() : current().endOf(done - 1);
    return new Position(dat.key(), offset, records + done);
  }

  /** The replay ends: of the chunk, as much is done as the checkpoint says. */
  Done breakOff(Position at) {
    Chunk all = current();
    int done = (int) Math.max(0, Math.min(all.records(), at.records() - records));
    return end(done, at.offset());
  }

  private Done end(int done, long offset) {
    int refusals = rejected.get(0, done).cardinality();
    records += done;
    chunk = null;
    return new Done(position(offset), done - refusals, refusals);
  }

  /** All before that offset is done. */
  Position position(long offset) {
    return new Position(dat.key(), offset, records);
  }

  private Chunk current() {
    Chunk all = chunk;
    if (all == null) {
      throw new IllegalStateException("no chunk is under way in " + dat.path());
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
