package io.spillway.streams.source.follow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a file: a content that only grows, wherever it is. The watch says where that is
 * and how long it has become, the reader of its lane reads it; each under this object's lock. An
 * idle file holds no buffer unless its last line is short and unfinished, and may be closed.
 */
final class FollowedFile {
  /** An unfinished line of more is not kept while nothing comes, but read again. */
  private static final int KEPT_UNFINISHED_BYTES = 16 << 10;

  private static final int SMALLEST_READ = 4 << 10;

  private final FollowParts parts;
  private final String generation;
  private final Origin origin;
  private final HandedOn handedOn;
  private final OpenContent content;
  private final AtomicBoolean ready = new AtomicBoolean();

  private Place place;
  private @Nullable BatchBuilder builder;

  /** Size at which nothing more was found; -1 if that is not known. */
  private long endSeenAt = -1;

  private long seenSize;

  /** Size on the disk of a compressed file that was read to its end before. */
  private long wholeBytes;

  private boolean wholeNoted;
  private boolean more;
  private boolean cut;
  private boolean ending;
  private boolean waited;
  private boolean ended;
  private boolean keptOpen;

  FollowedFile(FollowParts parts, String generation, Place place, Point from) {
    this.parts = parts;
    this.generation = generation;
    this.place = place;
    this.handedOn = new HandedOn(parts.underWay(), from);
    this.content = new OpenContent(parts.open());
    String source = parts.tally().source();
    this.origin =
        new Origin(parts.node(), source, source + "/" + generation, place.path().toString(), 0);
  }

  String generation() {
    return generation;
  }

  SettledPrefix prefix() {
    return handedOn.prefix();
  }

  synchronized Place place() {
    return place;
  }

  synchronized CheckpointEntry entry(long lostSince) {
    return new CheckpointEntry(
        generation,
        place.id(),
        place.head(),
        place.path(),
        lostSince,
        wholeNoted ? wholeBytes : 0,
        handedOn.prefix().settled());
  }

  /** Restores what an earlier run noted. */
  synchronized void readWhole(long bytes) {
    wholeBytes = bytes;
    wholeNoted = bytes > 0;
  }

  /** Whether a compressed file is now settled to its end, and the last call did not tell. */
  synchronized boolean becameWhole() {
    if (wholeNoted || wholeBytes == 0 || !handedOn.isSettled()) {
      return false;
    }
    wholeNoted = true;
    return true;
  }

  /** Whether it is to be put into its lane's queue, where it is not yet. */
  boolean becomesReady() {
    return ready.compareAndSet(false, true);
  }

  /** It was taken out of its lane's queue. */
  void taken() {
    ready.set(false);
  }

  // ---- where it is

  /** It is there now, to be read on from where it was left, unless it was read to its end. */
  synchronized void locate(Place where, long size, @Nullable Content opened) throws IOException {
    forgetUnfinished();
    close();
    place = where;
    content.hold(opened);
    if (content.isLent()) {
      close(); // opened again when it is read
    }
    cut = false;
    seenSize = size;
    ended = wholeNoted && wholeBytes == size;
    ending = ended;
    endSeenAt = ended ? size : -1;
  }

  synchronized void renamed(Path path, Fingerprint head) {
    place = place.at(path, place.key(), head);
  }

  /** It is nowhere. */
  synchronized void lose() throws IOException {
    forgetUnfinished();
    close();
    place = place.at(place.path(), null, place.head());
  }

  /** Once closed it may not be found again, so it is not closed to make room for others. */
  synchronized void keepOpen(boolean keep) {
    keptOpen = keep;
  }

  synchronized boolean isOpen() {
    return content.isOpen();
  }

  /** The open content's size, or the one given if it is closed. */
  synchronized long size(long otherwise) throws IOException {
    return content.size(otherwise);
  }

  /** Offset from which on nothing was handed on. */
  synchronized Point resume() {
    return handedOn.resume();
  }

  /** Whether a content that is shorter than what was read begins with the same. */
  synchronized boolean hasRead(Content shorter) throws IOException {
    return handedOn.beganLike(shorter);
  }

  /** All that this content has was read, and a little more that is nowhere any more. */
  synchronized void goBackToEndOf(Content shorter) throws IOException {
    handedOn.goBackToEndOf(shorter);
  }

  /** Bytes that are not settled; of a compressed file, while it is read, those on the disk. */
  synchronized long behind() {
    long end = ended ? resume().offset() : seenSize;
    return Math.max(0, end - handedOn.prefix().settled().offset());
  }

  // ---- what the watch asks for

  /** It was looked at, and has so many bytes on the disk. */
  synchronized void seen(long size) {
    seenSize = size;
  }

  /** Whether there is something for its reader to do. */
  synchronized boolean hasWork() {
    return place.key() != null && !ended && (ending || waited || (!cut && endSeenAt != seenSize));
  }

  /** Whether it has a last line without its end. */
  synchronized boolean isUnfinished() {
    return endSeenAt > resume().offset();
  }

  /** It could not be read; it is tried again when it grows, or after {@link #retry}. */
  synchronized void setAside() throws IOException {
    forgetUnfinished();
    endSeenAt = seenSize;
    more = false;
    ending = false;
    close();
  }

  synchronized void retry() {
    endSeenAt = -1;
  }

  /** Its end will not move any more: what is unfinished becomes the last record. */
  synchronized void end() {
    ending = true;
  }

  /** No line came for a while that its last record might have been joined with. */
  synchronized void endRecordSoon() {
    waited = true;
  }

  /** Looks whether it was cut, though its reader may wait for a sink. */
  synchronized void verify() throws IOException {
    if (place.key() != null && !ended && !cut) {
      long readTo = builder == null ? resume().offset() : builder.framer().fed();
      cut = !isIntact(content.at(place), readTo, true);
      if ((parts.tooManyOpen() || content.isLent()) && !keptOpen) {
        close();
      }
    }
  }

  /** Whether its content is not the one that was read, so that nothing more comes from it here. */
  synchronized boolean isCut() {
    return cut;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether it had ended, and has grown since. */
  synchronized boolean hasGrownAfterItsEnd() {
    return ended && endSeenAt != seenSize;
  }

  // ---- reading

  /** The next batch, or null if there is nothing whole to read now. */
  synchronized @Nullable Batch next() throws IOException {
    more = false;
    if (place.key() == null || ended) {
      return null;
    }
    Batch batch = cut ? null : read();
    if (batch == null && !more) {
      batch = ending ? last() : waited ? endRecord() : null;
    }
    if ((parts.tooManyOpen() || content.isLent()) && !keptOpen) {
      close();
    }
    return batch;
  }

  /** Whether there is more to read than the last {@link #next} brought. */
  synchronized boolean hasMore() {
    return more;
  }

  private @Nullable Batch read() throws IOException {
    boolean wasOpen = content.isOpen();
    Content from = content.at(place);
    BatchBuilder to = builder();
    Framer framer = to.framer();
    if (!isIntact(from, framer.fed(), wasOpen)) {
      cut = true;
      return null;
    }
    boolean end = false;
    while (framer.records() == 0 && !end) {
      if (framer.unread()) {
        to.goOn();
      } else {
        end = readChunk(from, to) < 0;
      }
    }
    Batch batch = take(to);
    more = framer.unread() || (!end && from.size() > framer.fed());
    if (batch != null) {
      parts.tally().batchLeft(more ? BatchTrigger.SIZE : BatchTrigger.END);
    }
    if (!more) {
      endSeenAt = from.isFinal() ? seenSize : framer.fed();
      if (from.isFinal()) {
        ending = true;
        wholeBytes = seenSize;
        wholeNoted = false;
        close();
      }
      rest(framer);
    }
    return batch;
  }

  /** Whether this is still what was read so far; what is compressed does not change while open. */
  private boolean isIntact(Content now, long readTo, boolean wasOpen) throws IOException {
    if (now.isFinal() != place.compressed()) {
      return false;
    }
    boolean looksAtHead = now.isFinal() ? !wasOpen : readTo == 0;
    if (looksAtHead && !place.head().matches(now)) {
      return false;
    }
    return now.isFinal()
        || (now.size() >= readTo && resume().tail().matches(now, resume().offset()));
  }

  private int readChunk(Content from, BatchBuilder to) throws IOException {
    Framer framer = to.framer();
    long left = from.size() - framer.fed();
    int wanted =
        (int) Math.max(SMALLEST_READ, Math.min(parts.settings().files().chunkBytes(), left));
    ByteBuffer room = ByteBuffer.wrap(framer.room(wanted), framer.roomFrom(), wanted);
    int n = from.read(room, framer.fed());
    if (n > 0) {
      to.filled(n, parts.clock().millis());
    }
    return n;
  }

  /** Hands on what is whole, and notes where reading would go on after it. */
  private @Nullable Batch take(BatchBuilder from) {
    Batch batch = from.take();
    long next = from.framer().resumesAt();
    if (batch == null) {
      handedOn.passed(next);
    } else {
      handedOn.add(batch, next);
    }
    return batch;
  }

  private @Nullable Batch endRecord() {
    waited = false;
    BatchBuilder from = builder;
    if (from == null) {
      return null;
    }
    from.endRecord();
    Batch batch = take(from);
    if (batch != null) {
      parts.tally().batchLeft(BatchTrigger.TIME);
    }
    rest(from.framer());
    return batch;
  }

  private @Nullable Batch last() {
    ended = true;
    BatchBuilder left = builder;
    if (left == null) {
      return null;
    }
    left.end(cut);
    Batch batch = take(left);
    if (batch != null) {
      parts.tally().batchLeft(BatchTrigger.END);
    }
    forgetUnfinished();
    return batch;
  }

  private void rest(Framer framer) {
    boolean small = framer.pending() > 0 && framer.room() <= KEPT_UNFINISHED_BYTES;
    if (!small && !framer.skips() && !ending && !waited) {
      forgetUnfinished();
    }
  }

  private void forgetUnfinished() {
    if (builder != null) {
      builder.abandon();
      builder = null;
    }
  }

  private BatchBuilder builder() {
    if (builder == null) {
      Framer framer = new Framer(parts.settings().files().framing(), resume().offset());
      builder = new BatchBuilder(origin, parts.tally(), parts.budget(), framer);
    }
    return builder;
  }

  synchronized void close() throws IOException {
    content.close();
  }
}
