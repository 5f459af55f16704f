package io.spillway.streams.source.udp;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what the kernel has dropped for a source's port into the ledger, once for all of its
 * sockets. A socket that closes takes its count with it, so the sum may fall. Thread-safe.
 */
final class DropCount {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.udp");
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final int port;
  private final SourceTally tally;
  private long seen;
  private long lookAgainNanos = System.nanoTime();
  private boolean warned;

  DropCount(int port, SourceTally tally) {
    this.port = port;
    this.tally = tally;
  }

  /** Looks once a second at most. */
  synchronized void lookIfDue(long nowNanos) {
    if (nowNanos - lookAgainNanos >= 0) {
      look();
    }
  }

  synchronized void look() {
    lookAgainNanos = System.nanoTime() + EVERY_NANOS;
    long now = read();
    if (now > seen) {
      tally.note(Reason.KERNEL_DROPPED, now - seen);
      LOG.warn(
          "source={} kernel dropped datagrams={}: nobody read them in time, or receive-buffer is"
              + " too small",
          tally.source(),
          now - seen);
    }
    seen = now;
  }

  private long read() {
    try {
      return KernelDrops.read(port);
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        LOG.warn("source={} kernel drops can't be read: {}", tally.source(), e.getMessage());
      }
      return seen;
    }
  }
}
