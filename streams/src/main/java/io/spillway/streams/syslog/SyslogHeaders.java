package io.spillway.streams.syslog;

import io.spillway.streams.batch.Origin;
import io.spillway.streams.event.Names;
import io.spillway.streams.event.Preface;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The header step of one syslog source: gives each matcher its {@link Preface}, and has what they
 * share, the source's counts and the limit on what is logged. Thread-safe.
 */
public final class SyslogHeaders {
  private static final Logger LOG = LoggerFactory.getLogger("data.syslog");
  private static final long LOG_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final boolean tag;
  private final Names names;
  private final SourceTally tally;
  private final AtomicLong logAgainNanos = new AtomicLong(System.nanoTime());

  /**
   * @param mode strip or tag; to keep headers takes no step
   * @param names of the fields of the rules that see what is left
   */
  public SyslogHeaders(HeaderMode mode, Names names, SourceTally tally) {
    if (mode == HeaderMode.KEEP) {
      throw new IllegalArgumentException("to keep headers takes no step");
    }
    this.tag = mode == HeaderMode.TAG;
    this.names = names;
    this.tally = tally;
    if (tag) {
      HeaderFields.NAMES.forEach(names::intern); // matchers are made by any thread
    }
  }

  /** For one matcher. */
  public Preface preface() {
    return new SyslogPreface(this, tag ? new HeaderFields(names) : null);
  }

  void count(long unreadable, long empty) {
    if (unreadable > 0) {
      tally.note(Reason.STRIP_FALLBACK, unreadable);
    }
    if (empty > 0) {
      tally.note(Reason.STRIP_EMPTY_SPAN, empty);
    }
  }

  /** At DEBUG, ten times a second at most: which message it was and how it begins. */
  void log(String what, Origin origin, long offset, byte[] slab, int start, int end) {
    if (!LOG.isDebugEnabled()) {
      return;
    }
    long now = System.nanoTime();
    long next = logAgainNanos.get();
    if (now - next >= 0 && logAgainNanos.compareAndSet(next, now + LOG_EVERY_NANOS)) {
      LOG.debug(
          "{} source={} peer={} id={} bytes={} preview=\"{}\"",
          what,
          origin.source(),
          origin.peer(),
          origin.recordId(offset),
          end - start,
          Preview.of(slab, start, end));
    }
  }
}
