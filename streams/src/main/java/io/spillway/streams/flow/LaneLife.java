package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's state, and the deliveries that wait for their next attempt: a drain wakes them at once,
 * a pause keeps them. Logs each transition. Thread-safe; tells the listener outside the lock.
 */
final class LaneLife {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");

  private final String sink;
  private final LaneListener listener;
  private final Set<Wait> waits = new HashSet<>();
  private LaneState last = LaneState.RUNNING;
  private boolean paused;
  private boolean rescuing;

  /** Works again as a probe said; the first delivery has to show it. */
  private boolean trial;

  private boolean draining;
  private boolean expired;
  private boolean stopped;
  private boolean nodeTold;
  private int attempt;
  private @Nullable Reason lastReason;

  /** One wait of one delivery; compared by identity. */
  private static final class Wait {
    private final Runnable next;
    private boolean due;

    Wait(Runnable next) {
      this.next = next;
    }
  }

  LaneLife(String sink, LaneListener listener) {
    this.sink = sink;
    this.listener = listener;
  }

  void pause(boolean pause) {
    synchronized (this) {
      paused = pause && !draining;
    }
    changed();
    if (!pause) {
      wake(true);
    }
  }

  void drain() {
    synchronized (this) {
      draining = true;
      paused = false;
    }
    changed();
    wake(false);
  }

  /** Whether this call did it. */
  boolean expire() {
    boolean first;
    synchronized (this) {
      first = !expired;
      draining = true;
      paused = false;
      expired = true;
      notifyAll();
    }
    changed();
    wake(false);
    return first;
  }

  /** Whether this call ended the lane's life. */
  boolean stop() {
    synchronized (this) {
      if (stopped) {
        return false;
      }
      stopped = true;
    }
    changed();
    return true;
  }

  /**
   * An attempt failed; the lane tries again after {@code wait}.
   *
   * @param most attempts there are, 0 if there is no end
   */
  void failed(int attempts, int most, Reason reason, String detail, Duration wait) {
    note(attempts, reason);
    LOG.warn(
        "reconnect sink={} attempt={}{} reason={} next_in={}ms detail=\"{}\"",
        sink,
        attempts,
        most == 0 ? "" : "/" + most,
        reason,
        wait.toMillis(),
        detail);
    changed();
  }

  /**
   * The last attempt failed: records go to rescue files until {@link #recovered()}. Whether this
   * call began that.
   */
  boolean gaveUp(int attempts, int most, Reason reason, String detail) {
    note(attempts, reason);
    boolean first;
    synchronized (this) {
      first = !rescuing;
      rescuing = true;
      trial = false;
    }
    if (first) {
      LOG.warn(
          "reconnect failed sink={} attempt={}/{} reason={} detail=\"{}\"; its records go to rescue"
              + " files",
          sink,
          attempts,
          most,
          reason,
          detail);
    }
    changed();
    wake(false);
    return first;
  }

  /** It fails and must not be waited for: what is tried again goes to rescue files. */
  void relieve() {
    synchronized (this) {
      if (stopped || rescuing || attempt == 0) {
        return;
      }
      rescuing = true;
    }
    LOG.warn("sink={} fails and is to end: its records go to rescue files", sink);
    changed();
    wake(false);
  }

  /** A probe worked. */
  void recovered() {
    int before;
    synchronized (this) {
      before = attempt;
      attempt = 0;
      rescuing = false;
      trial = true;
    }
    LOG.info("reconnect success sink={} attempts={}", sink, before);
    changed();
    wake(false);
  }

  /** An attempt failed, and what it was to deliver is discarded. */
  void tolerated(int records, Reason reason, String detail) {
    if (note(1, reason) == 0) {
      LOG.warn(
          "tolerated sink={} reason={} discarded={} detail=\"{}\"", sink, reason, records, detail);
    }
    changed();
  }

  void succeeded() {
    int before;
    synchronized (this) {
      trial = false;
      before = rescuing ? 0 : note(0, null);
    }
    if (before > 0) {
      LOG.info("reconnect success sink={} attempts={}", sink, before);
      changed();
    }
  }

  void stopNode(Reason reason) {
    synchronized (this) {
      if (nodeTold) {
        return;
      }
      nodeTold = true;
    }
    LOG.error("sink failed and on-failure is stop sink={} reason={}", sink, reason);
    listener.stopNode(reason);
  }

  void rejected(int records, Reason reason, String detail) {
    LOG.warn("rejected sink={} records={} reason={} detail=\"{}\"", sink, records, reason, detail);
  }

  /** Runs {@code next} after the wait, or at once when a drain begins. */
  void await(Duration wait, Delay delay, Runnable next) {
    Wait entry = new Wait(next);
    boolean now;
    synchronized (this) {
      now = expired;
      if (!now) {
        waits.add(entry);
      }
    }
    if (now) {
      next.run();
    } else {
      delay.after(wait, () -> due(entry));
    }
  }

  /** Whether it is paused; then {@code next} runs when it resumes, or when a drain begins. */
  synchronized boolean heldByPause(Runnable next) {
    if (paused) {
      Wait entry = new Wait(next);
      entry.due = true;
      waits.add(entry);
    }
    return paused;
  }

  private void due(Wait entry) {
    boolean now;
    synchronized (this) {
      entry.due = true;
      now = !paused && waits.remove(entry);
    }
    if (now) {
      entry.next.run();
    }
  }

  private void wake(boolean onlyDue) {
    List<Wait> now;
    synchronized (this) {
      now = waits.stream().filter(wait -> wait.due || !onlyDue).toList();
      now.forEach(waits::remove);
    }
    now.forEach(wait -> wait.next.run());
  }

  /** Waits that long for the deadline; whether it has passed. */
  synchronized boolean expiredWithin(Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    boolean interrupted = false;
    for (long left = wait.toNanos(); !expired && left > 0; left = until - System.nanoTime()) {
      try {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return expired || interrupted;
  }

  synchronized boolean stopped() {
    return stopped;
  }

  synchronized boolean expired() {
    return expired;
  }

  synchronized boolean draining() {
    return draining;
  }

  synchronized boolean paused() {
    return paused;
  }

  synchronized boolean failing() {
    return attempt > 0;
  }

  synchronized boolean rescuing() {
    return rescuing;
  }

  /** Whether it gives up after so many attempts: sooner on trial, and in a drain at once. */
  synchronized boolean lastAttempt(int attempts, int most) {
    return attempts >= most || trial || draining;
  }

  synchronized int attempt() {
    return attempt;
  }

  synchronized @Nullable Reason lastReason() {
    return lastReason;
  }

  synchronized LaneState state() {
    if (stopped) {
      return LaneState.STOPPED;
    } else if (draining) {
      return LaneState.DRAINING;
    } else if (paused) {
      return LaneState.PAUSED;
    } else if (rescuing) {
      return LaneState.RESCUING;
    }
    return attempt > 0 ? LaneState.RETRYING : LaneState.RUNNING;
  }

  private synchronized int note(int attempts, @Nullable Reason reason) {
    int before = attempt;
    attempt = attempts;
    if (reason != null) {
      lastReason = reason;
    }
    return before;
  }

  private void changed() {
    LaneState from;
    LaneState to;
    synchronized (this) {
      from = last;
      to = state();
      last = to;
    }
    if (from != to) {
      LOG.info("sink {} {} -> {}", sink, from, to);
      listener.changed(from, to);
    }
  }
}
