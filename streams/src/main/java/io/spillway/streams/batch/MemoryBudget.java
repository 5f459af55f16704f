package io.spillway.streams.batch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A source's account of the memory that records take from their read until they are settled. What a
 * read brought is taken when it is there, since nobody knows before how much it will be: at its
 * {@link #weight} until it is parsed, at what it truly holds from then on. Whoever wants to read on
 * waits in line while the account is full, and so does framing what a read brought meanwhile. So it
 * may be overdrawn by one batch per thread that frames; bytes read and not framed stand in no
 * account, {@code ReceiveWindow} bounds them. Thread-safe, no polling; turns are given outside the
 * lock.
 */
public final class MemoryBudget {
  /**
   * What a record costs besides its own bytes: its bounds, its rule and first field, its place in
   * selections, its end in what is encoded.
   */
  public static final int RECORD_BYTES = 32;

  private long limit;
  private final double expansion;
  private final ArrayDeque<Turn> line = new ArrayDeque<>();
  private long used;
  private long unfinished;

  /** For records that are not parsed: they weigh what they are. */
  public MemoryBudget(long limitBytes) {
    this(limitBytes, 1);
  }

  /**
   * @param expansion how many times its size a batch is expected to hold once it is parsed
   */
  public MemoryBudget(long limitBytes, double expansion) {
    if (limitBytes <= 0 || expansion < 1) {
      throw new IllegalArgumentException(
          "a memory budget has to have bytes, and parsing adds some");
    }
    this.limit = limitBytes;
    this.expansion = expansion;
  }

  /** What records not parsed yet are expected to hold in all, so that parsing them has room. */
  public long weight(long bytes, int records) {
    return (long) (expansion * (bytes + (long) RECORD_BYTES * records));
  }

  /** Notes {@code bytes} that are in memory already; may pass the limit. */
  public synchronized void take(long bytes) {
    used += bytes;
  }

  /** Whether someone may read now without waiting in line. */
  public synchronized boolean hasRoom() {
    return used < limit && line.isEmpty();
  }

  /**
   * Waits for one's turn to read about {@code bytes}. When it has come they are taken, and {@code
   * whenRoom} runs, on this thread or on that of whoever gives bytes back. First come, first
   * served; an empty account lets anyone in.
   */
  public Turn await(long bytes, Runnable whenRoom) {
    Turn turn = new Turn(bytes, whenRoom);
    synchronized (this) {
      line.add(turn);
    }
    serve();
    return turn;
  }

  /** Takes or gives back what lies between {@code before}, which was taken, and {@code after}. */
  public void change(long before, long after) {
    if (after > before) {
      take(after - before);
    } else {
      giveBack(before - after);
    }
  }

  /** Gives back bytes that were taken. */
  public void giveBack(long bytes) {
    if (bytes == 0) {
      return;
    }
    synchronized (this) {
      used -= bytes;
      if (used < 0) {
        throw new IllegalStateException("more given back than was taken");
      }
    }
    serve();
  }

  /**
   * Notes that records whose end has not come take {@code bytes} more (or less, if negative). They
   * stand in an account of their own: nothing but their senders can settle them, and who waits for
   * room must not wait for these.
   */
  public synchronized void unfinished(long bytes) {
    unfinished += bytes;
  }

  /**
   * Whether unfinished records take more than a quarter of the budget, so that large ones must go.
   */
  public synchronized boolean crowded() {
    return unfinished > limit / 4;
  }

  private void serve() {
    Turn turn;
    while ((turn = nextTurn()) != null) {
      turn.whenRoom.run();
    }
  }

  private synchronized @Nullable Turn nextTurn() {
    Turn first = line.peek();
    if (first == null || (used > 0 && used + first.bytes > limit)) {
      return null;
    }
    line.remove();
    used += first.bytes;
    first.held = true;
    return first;
  }

  private void leave(Turn turn) {
    boolean held;
    synchronized (this) {
      held = turn.held;
      turn.held = false;
      if (!held) {
        line.remove(turn);
      }
    }
    if (held) {
      giveBack(turn.bytes);
    } else {
      serve();
    }
  }

  public synchronized long limit() {
    return limit;
  }

  /** Another limit from now on; what is taken already stays. */
  public void resize(long limitBytes) {
    synchronized (this) {
      limit = limitBytes;
    }
    serve();
  }

  public synchronized long used() {
    return used;
  }

  /** Bytes of records whose end has not come. */
  public synchronized long unfinished() {
    return unfinished;
  }

  /** How many wait in line. */
  public synchronized int waiting() {
    return line.size();
  }

  /** A place in line, and from its turn on the bytes that were taken for it. */
  public final class Turn {
    private final long bytes;
    private final Runnable whenRoom;
    private boolean held;

    private Turn(long bytes, Runnable whenRoom) {
      this.bytes = bytes;
      this.whenRoom = whenRoom;
    }

    /** Leaves the line, or gives back what was taken for it; the second call does nothing. */
    public void end() {
      leave(this);
    }
  }
}
