package io.spillway.app.gen;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends over all connections from one thread until the plan is done or every connection broke.
 * Reports progress once a second.
 */
final class Generator {
  private static final long SECOND = 1_000_000_000;
  private static final long NAP_NANOS = 500_000;
  private static final long WAIT_MILLIS = 100;

  private final Plan plan;
  private final List<Sending> sendings;
  private final Consumer<Sent> progress;

  Generator(Plan plan, List<Sending> sendings, Consumer<Sent> progress) {
    this.plan = plan;
    this.sendings = sendings;
    this.progress = progress;
  }

  Sent run() throws IOException {
    long began = System.nanoTime();
    long until = plan.duration().map(d -> began + d.toNanos()).orElse(Long.MAX_VALUE);
    long report = began + SECOND;
    try (Selector selector = Selector.open()) {
      long now = began;
      while (!plan.stopped().getAsBoolean() && now < until && pass(now - began, selector)) {
        now = System.nanoTime();
        if (now >= report) {
          progress.accept(Sent.of(sendings, now - began));
          report += SECOND;
        }
      }
      Sent sent = Sent.of(sendings, System.nanoTime() - began);
      finish();
      return sent;
    }
  }

  /** One turn over all connections; false when none has anything left to send. */
  private boolean pass(long nanos, Selector selector) throws IOException {
    boolean open = false;
    boolean moved = false;
    boolean blocked = false;
    int n = sendings.size();
    for (int i = 0; i < n; i++) {
      Sending sending = sendings.get(i);
      if (sending.broken().isEmpty() && sending.lines() < plan.share(i, n)) {
        open = true;
        long due = plan.due(nanos, i, n);
        boolean took = sending.advance(due);
        moved |= took;
        if (!took && sending.lines() < due && sending.broken().isEmpty()) {
          sending.outlet().wakeWhenReady(selector);
          blocked = true;
        } else {
          sending.outlet().rest();
        }
      }
    }
    if (open && !moved) {
      idle(blocked, selector);
    }
    return open;
  }

  private void idle(boolean blocked, Selector selector) throws IOException {
    if (blocked && plan.rate().isEmpty()) {
      selector.select(WAIT_MILLIS);
      selector.selectedKeys().clear();
    } else {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void finish() throws IOException {
    for (Sending sending : sendings) {
      if (sending.broken().isEmpty()) {
        sending.outlet().finish();
      }
      sending.outlet().close();
    }
  }
}
