package io.spillway.streams.journal;

import io.spillway.streams.batch.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal's files: writes batches with one fsync for all that come together, marks those that are
 * settled, deletes files of which all are. One thread at a time.
 */
final class Segments {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");
  private static final int BUFFER_BYTES = 256 << 10;

  private final Path folder;
  private volatile JournalSettings limits;
  private final SegmentOutput.Opener opener;
  private final SecureRandom markers = new SecureRandom();
  private final FrameEncoder encoder = new FrameEncoder();
  private final List<Segment> ended = new ArrayList<>();
  private @Nullable ByteBuffer buffer;
  private @Nullable Segment current;
  private long sequence;

  /** The journal may not grow any further. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1;

    FullException(long limit) {
      super("journal-bytes = " + limit + " are used up by batches that are not settled");
    }
  }

  Segments(Path folder, JournalSettings limits, SegmentOutput.Opener opener) {
    this.folder = folder;
    this.limits = limits;
    this.opener = opener;
  }

  /** Other limits from now on. From any thread. */
  void limit(JournalSettings next) {
    limits = next;
  }

  /** One of an earlier run. */
  void found(Segment segment, long lastSequence) {
    ended.add(segment);
    sequence = Math.max(sequence, lastSequence);
  }

  /** Brings them to the disk; if that fails none of them is there as far as anyone knows. */
  void write(List<Kept> group) throws IOException {
    makeRoom(group.stream().mapToLong(kept -> FrameEncoder.mostBytes(kept.batch())).sum());
    Segment to = current;
    if (to == null) {
      to = create();
      current = to;
    }
    try {
      long[] frames = frames(group, to);
      to.force();
      for (int i = 0; i < group.size(); i++) {
        group.get(i).place(to, to.bytes() + frames[i]);
      }
      to.keep(group.size(), frames[group.size()]);
    } catch (IOException | RuntimeException e) {
      giveUp(to);
      throw e;
    }
  }

  private void makeRoom(long bytes) throws IOException {
    if (current != null && current.bytes() >= limits.segmentBytes()) {
      end();
    }
    if (bytes() + bytes > limits.bytes()) {
      end();
      sweep();
      long left = bytes();
      if (left > 0 && left + bytes > limits.bytes()) {
        throw new FullException(limits.bytes());
      }
    }
  }

  private Segment create() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Path parent = folder.getParent();
      if (parent != null) {
        SegmentName.forceFolder(parent);
      }
    }
    return Segment.create(
        SegmentName.of(folder, SegmentName.next(folder)), markers.nextLong(), opener);
  }

  /** Writes them, and returns where each begins behind what is kept, and the end. */
  private long[] frames(List<Kept> group, Segment to) throws IOException {
    ByteBuffer out = buffer();
    long[] frames = new long[group.size() + 1];
    long written = 0;
    for (int i = 0; i < group.size(); i++) {
      Batch batch = group.get(i).batch();
      frames[i] = written + out.position();
      int head = encoder.encode(to.marker(), group.get(i).sequence(++sequence), batch);
      written = put(encoder.head(), 0, head, out, to, written);
      written = put(batch.slab(), batch.start(0), FrameEncoder.slabBytes(batch), out, to, written);
    }
    frames[group.size()] = written + out.position();
    flush(out, to, written);
    return frames;
  }

  private static long put(
      byte[] bytes, int from, int count, ByteBuffer out, Segment to, long written)
      throws IOException {
    long now = written;
    int at = from;
    while (at < from + count) {
      if (!out.hasRemaining()) {
        now += flush(out, to, now);
      }
      int next = Math.min(out.remaining(), from + count - at);
      out.put(bytes, at, next);
      at += next;
    }
    return now;
  }

  private static int flush(ByteBuffer out, Segment to, long written) throws IOException {
    out.flip();
    int bytes = out.remaining();
    to.write(out, written);
    out.clear();
    return bytes;
  }

  private ByteBuffer buffer() {
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    }
    return buffer.clear();
  }

  private void end() {
    if (current != null) {
      ended.add(current);
      current = null;
    }
  }

  /** After a failure nobody knows what of it is on the disk: what comes goes to another. */
  private void giveUp(Segment failed) {
    current = null;
    if (failed.isSettled() && delete(failed)) {
      return;
    }
    ended.add(failed);
    try {
      failed.cutBack();
    } catch (IOException e) { // a later start sees from the sequences what came twice
      LOG.warn("journal segment can't be cut back path={} detail={}", failed.path(), e.toString());
    }
  }

  /** Notes that they are settled; a note that fails only makes them come again after a kill. */
  void settled(List<Kept> batches) {
    for (Kept kept : batches) {
      Segment its = kept.segment();
      try {
        if (its != null) {
          its.settled(kept.frame());
        }
      } catch (IOException e) {
        LOG.warn("journal mark failed path={} detail={}", its.path(), e.toString());
      }
    }
  }

  /** Deletes ended segments that nobody needs any more; whether there were any. */
  boolean sweep() {
    boolean any = false;
    for (Iterator<Segment> each = ended.iterator(); each.hasNext(); ) {
      Segment segment = each.next();
      if (segment.isSettled() && delete(segment)) {
        each.remove();
        any = true;
      }
    }
    return any;
  }

  private static boolean delete(Segment segment) {
    try {
      segment.delete();
      return true;
    } catch (IOException e) { // tried again with the next round
      LOG.warn("journal segment can't be deleted path={} detail={}", segment.path(), e.toString());
      return false;
    }
  }

  /** Nothing is written for now: deletes what is settled, and the folder if that is empty. */
  void tidy() {
    end();
    sweep();
    if (ended.isEmpty() && Files.isDirectory(folder)) {
      try (Stream<Path> left = Files.list(folder)) {
        if (left.findAny().isEmpty()) {
          Files.delete(folder);
        }
      } catch (IOException e) {
        LOG.warn("journal folder can't be removed path={} detail={}", folder, e.toString());
      }
    }
  }

  /** Lets go of all files; what is not settled stays on the disk. */
  void close() {
    tidy();
    for (Segment segment : ended) {
      try {
        segment.close();
      } catch (IOException e) {
        LOG.warn("journal segment did not close path={} detail={}", segment.path(), e.toString());
      }
    }
  }

  int count() {
    return ended.size() + (current == null ? 0 : 1);
  }

  long bytes() {
    long sum = current == null ? 0 : current.bytes();
    for (Segment segment : ended) {
      sum += segment.bytes();
    }
    return sum;
  }
}
