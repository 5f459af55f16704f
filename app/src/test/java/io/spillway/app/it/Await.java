package io.spillway.app.it;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Waits for something to come true, and fails when it does not. It looks whenever a node has
 * printed a line, of its log or of the ledger that it is told to print all the time, or has ended:
 * {@link NodeProcess} tells it so. One for all, since one test runs at a time. Thread-safe.
 */
final class Await {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition NEWS = LOCK.newCondition();
  private static long happened;

  private Await() {}

  interface Truth {
    boolean holds() throws IOException, InterruptedException;
  }

  /** A node has printed a line, or has ended. */
  static void somethingHappened() {
    LOCK.lock();
    try {
      happened++;
      NEWS.signalAll();
    } finally {
      LOCK.unlock();
    }
  }

  static void until(String what, Duration patience, Truth truth)
      throws IOException, InterruptedException {
    until(() -> what, patience, truth);
  }

  /** As above; {@code what} is asked for its words only when the patience is over. */
  static void until(Supplier<String> what, Duration patience, Truth truth)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long seen = happenedSoFar();
    while (!truth.holds()) {
      if (!moreThan(seen, end)) {
        throw new AssertionError("not within " + patience + ": " + what.get());
      }
      seen = happenedSoFar();
    }
  }

  private static long happenedSoFar() {
    LOCK.lock();
    try {
      return happened;
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean moreThan(long seen, long end) throws InterruptedException {
    LOCK.lock();
    try {
      long left = end - System.nanoTime();
      while (happened == seen && left > 0) {
        left = NEWS.awaitNanos(left);
      }
      return happened > seen && end > System.nanoTime();
    } finally {
      LOCK.unlock();
    }
  }
}
