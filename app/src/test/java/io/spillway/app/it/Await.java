package io.spillway.app.it;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for a condition, looking every few milliseconds, and fails when it does not come true. */
final class Await {
  private static final long LOOK_EVERY_MILLIS = 20;

  private Await() {}

  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  static void until(String what, Duration patience, Condition condition)
      throws IOException, InterruptedException {
    until(() -> what, patience, condition);
  }

  /** As above; {@code what} is asked for its words only when the patience is over. */
  static void until(Supplier<String> what, Duration patience, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience + ": " + what.get());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }
}
