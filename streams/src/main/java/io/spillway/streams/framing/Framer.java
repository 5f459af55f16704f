package io.spillway.streams.framing;

import io.spillway.streams.ledger.SourceTally;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of one stream in the chunks it is fed, and carries an unfinished one over to
 * the next chunk. Records are bounds into a slab: a large chunk becomes the slab as it is, small
 * ones are copied together. Holds at most the unfinished record ({@code max-record-bytes}), one
 * chunk, and what {@link #take} has not taken yet. Plain and not thread-safe; each byte is looked
 * at once.
 */
public final class Framer {
  /** From here on it is cheaper to use a chunk in place than to copy it behind what is carried. */
  static final int IN_PLACE_BYTES = 64 << 10;

  private static final int FIRST_WINDOW_BYTES = 1 << 10;

  private final FramingSettings settings;
  private final FramingCounts counts = new FramingCounts();
  private final Slab slab = new Slab();

  /** Null as long as {@code auto} is undecided. */
  private @Nullable Framing framing;

  /** A chunk that has to wait until the slab before it is taken. */
  private byte @Nullable [] next;

  private int nextFrom;

  /** Offset of the first byte after all chunks fed. */
  private long fed;

  private boolean ended;
  private boolean cut;

  /** For a stream whose first byte has offset {@code from}. */
  public Framer(FramingSettings settings, long from) {
    this.settings = settings;
    this.fed = from;
    this.framing =
        settings.kind() == FramingKind.AUTO ? null : Framing.of(settings.kind(), settings, counts);
  }

  // ---- bytes in

  /**
   * Takes over {@code chunk}, which nobody may write to any more. Not allowed while {@link #sealed}
   * or after {@link #end}; without effect once {@link #broken}.
   */
  public void feed(byte[] chunk) {
    if (sealed() || slab.unread || ended) {
      throw new IllegalStateException("take what is there first");
    }
    long chunkOffset = fed;
    fed += chunk.length;
    if (chunk.length > 0 && !broken()) {
      absorb(chunk, 0, chunkOffset);
    }
  }

  /**
   * The array to read the next {@code n} bytes into, from index {@link #roomFrom} on; then call
   * {@link #filled}. Saves a reader that can choose where to read to from copying chunks.
   */
  public byte[] room(int n) {
    if (slab.isEmpty()) {
      slab.adopt(new byte[n], 0, 0, fed);
    }
    return slab.room(n);
  }

  public int roomFrom() {
    return slab.length;
  }

  /** {@code n} bytes were written from {@link #roomFrom} on. */
  public void filled(int n) {
    slab.length += n;
    fed += n;
    scan();
    keepUnreadable();
  }

  /**
   * Treats the record at hand as too long at the size it has, so that it needs no more memory. Does
   * nothing if there is none.
   */
  public void giveRecordUp() {
    if (framing != null && slab.start < slab.length && !sealed() && !slab.unread && !broken()) {
      framing.giveUp(slab);
      slab.shrink();
    }
  }

  /**
   * Nothing follows; what is left becomes the last record.
   *
   * @param cut whether the stream was broken off (drain, reset) rather than ended by its sender;
   *     then the last record is counted incomplete
   */
  public void end(boolean cut) {
    if (!ended) {
      ended = true;
      this.cut = cut;
      endIfLast();
    }
  }

  private void absorb(byte[] chunk, int from, long chunkOffset) {
    int n = chunk.length - from;
    if (slab.isEmpty()) {
      slab.adopt(chunk, from, chunk.length, chunkOffset);
      scan();
    } else if (n < IN_PLACE_BYTES) {
      slab.append(chunk, from, n);
      scan();
    } else {
      finishRecord(chunk, from);
    }
    keepUnreadable();
  }

  /** Copies as little of the chunk as ends the record at hand, and leaves the rest for its turn. */
  private void finishRecord(byte[] chunk, int from) {
    int before = slab.count;
    int at = from;
    int window = FIRST_WINDOW_BYTES;
    while (slab.start < slab.length && slab.count == before && !slab.sealed && !broken()) {
      if (at == chunk.length) {
        return;
      }
      int n = Math.min(window, chunk.length - at);
      slab.append(chunk, at, n);
      at += n;
      window *= 2;
      scan();
    }
    if (broken()) {
      slab.append(chunk, at, chunk.length - at);
    } else {
      setAside(chunk, at);
    }
  }

  private void setAside(byte[] chunk, int at) {
    int rest = slab.sealed ? 0 : slab.length - slab.start;
    slab.length -= rest;
    slab.scanned = slab.length;
    if (at - rest < chunk.length) {
      next = chunk;
      nextFrom = at - rest;
    }
    if (slab.count == 0) {
      absorbNext();
    }
  }

  private void absorbNext() {
    byte[] chunk = next;
    if (chunk != null) {
      next = null;
      absorb(chunk, nextFrom, fed - chunk.length);
    }
    endIfLast();
  }

  private void endIfLast() {
    if (ended && next == null && !slab.full && !slab.unread && !broken()) {
      chosen(FramingKind.NEWLINE).end(slab, cut);
    }
  }

  private void scan() {
    Framing chosen = framing;
    if (chosen == null) {
      FramingKind kind = AutoFraming.kind(slab.bytes, slab.start, slab.length);
      if (kind == FramingKind.AUTO) {
        return;
      }
      chosen = chosen(kind);
    }
    chosen.scan(slab);
    slab.shrink();
  }

  private Framing chosen(FramingKind kind) {
    Framing chosen = framing;
    if (chosen == null) {
      chosen = Framing.of(kind, settings, counts);
      framing = chosen;
    }
    return chosen;
  }

  /** Behind an unreadable header all that was read is kept as one record. */
  private void keepUnreadable() {
    if (framing != null && framing.broken() && slab.start < slab.length) {
      counts.badFrames++;
      framing.addRest(slab);
    }
  }

  // ---- records out

  /** Records found and not taken yet. */
  public int records() {
    return slab.count;
  }

  /** Bytes from the first of these records to the end of the last. */
  public int recordBytes() {
    return slab.count == 0 ? 0 : slab.bounds[2 * slab.count - 1] - slab.bounds[0];
  }

  /** Bytes fed that are part of no record yet. */
  public int pending() {
    return slab.length - slab.start + (next == null ? 0 : next.length - nextFrom);
  }

  /** Bytes held for the records found and for what is part of no record yet. */
  public int holds() {
    int from = slab.count == 0 ? slab.start : slab.bounds[0];
    return slab.length - from + (next == null ? 0 : next.length - nextFrom);
  }

  /** Size of the array behind the record at hand. */
  public int room() {
    return slab.bytes.length;
  }

  /**
   * Whether bytes behind tiny records that were taken wait for {@link #goOn}: each read of such
   * records may cost many times its bytes, so whoever feeds gets to say when.
   */
  public boolean unread() {
    return slab.unread;
  }

  /** Looks for records in what is {@link #unread}. */
  public void goOn() {
    if (slab.unread) {
      slab.unread = false;
      scan();
      keepUnreadable();
      if (!slab.full && (slab.count == 0 || next == null)) {
        absorbNext();
      }
    }
  }

  /** Whether {@link #take} has to come before more can be fed. */
  public boolean sealed() {
    return slab.sealed || slab.full || next != null;
  }

  /** Whether a header could not be read; nothing that follows can be. */
  public boolean broken() {
    return framing != null && framing.broken();
  }

  /** Offset of the first byte not fed yet. */
  public long fed() {
    return fed;
  }

  /** Hands over the records found, or null if there are none; goes on by itself if it has to. */
  public @Nullable Framed take() {
    if (slab.count == 0) {
      goOn();
    }
    if (slab.count == 0) {
      return null;
    }
    if (slab.full && slab.start < slab.length) {
      return slab.takeTiny();
    }
    Framed framed = slab.take();
    absorbNext();
    return framed;
  }

  /** Tells the ledger what was incomplete, too long or unreadable since the last call. */
  public void reportTo(SourceTally tally) {
    counts.moveTo(tally);
  }
}
