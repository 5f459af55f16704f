package io.spillway.streams.batch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The node's one account of bytes that were read and are not settled. What a read brought is taken
 * when it is there, since nobody knows before how much it will be; whoever wants to read on waits
 * in line while the account is full. So it may be overdrawn by one read per connection, which
 * {@code ReceiveWindow} keeps small. Thread-safe, no polling; turns are given outside the lock.
 */
public final class MemoryBudget {
  private final long limit;
  private final ArrayDeque<Turn> line = new ArrayDeque<>();
  private long used;
  private long unfinished;

  public MemoryBudget(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("a memory budget has to have bytes");
    }
    this.limit = limitBytes;
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

  public long limit() {
    return limit;
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
