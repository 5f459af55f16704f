package io.spillway.streams.tap;

import io.spillway.streams.encode.TapLine;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a tap took and makes lines of what its query wants, as long as there is room for
 * them. Never waits: what comes too fast, or finds no room, is skipped and counted. One thread's.
 */
final class TapReader {
  /** Lines that wait for whoever reads them. */
  static final int MOST_BYTES = 256 << 10;

  private static final double BURSTS_PER_SECOND = 10;
  private static final double NANOS = 1e9;

  private final Tap tap;
  private final TapQuery query;
  private final LongSupplier nanos;
  private final TapLine lines = new TapLine();
  private final double burst;
  private double allowed;
  private long allowedAt;
  private long shown;
  private long filtered;
  private @Nullable Names names;
  private TapQuery.RecordTest wanted = TapQuery.RecordTest.ALL;

  TapReader(Tap tap, TapQuery query, LongSupplier nanos) {
    this.tap = tap;
    this.query = query;
    this.nanos = nanos;
    this.burst = Math.max(1, query.perSecond() / BURSTS_PER_SECOND);
    this.allowed = burst;
    this.allowedAt = nanos.getAsLong();
  }

  /** Looks at shares until there is none, or for so long. */
  void look(long mostNanos) {
    long begun = nanos.getAsLong();
    while (tap.ended() == null && nanos.getAsLong() - begun < mostNanos) {
      Share share = tap.poll();
      if (share == null) {
        return;
      }
      look(share);
    }
  }

  private void look(Share share) {
    allowMore();
    Events events = share.events();
    if (events.names() != names) {
      names = events.names();
      wanted = query.wanted().apply(events.names());
    }
    lines.begin(events);
    int count = share.count();
    for (int i = 0; i < count; i++) {
      if (shown == query.limit()) {
        tap.skip(count - i);
        tap.end(TapEnd.LIMIT);
        return;
      }
      if (allowed < 1) {
        tap.skip(count - i);
        return;
      }
      look(share, share.record(i));
    }
    if (shown == query.limit()) {
      tap.end(TapEnd.LIMIT);
    }
  }

  private void look(Share share, int record) {
    Events events = share.events();
    if (!wanted.test(events, record)) {
      filtered++;
    } else if (lines.bytes() + events.batch().end(record) - events.batch().start(record)
        > MOST_BYTES) {
      tap.skip(1);
    } else {
      lines.write(kind(share, record), events, record, query.raw());
      allowed--;
      shown++;
    }
  }

  /** At a source a batch holds both what was parsed and what was missed. */
  private static Share.Kind kind(Share share, int record) {
    boolean missed = share.events().rule(record) == Events.MISSED;
    return missed && share.kind() == Share.Kind.EVENT ? Share.Kind.MISS : share.kind();
  }

  private void allowMore() {
    long now = nanos.getAsLong();
    allowed = Math.min(burst, allowed + (now - allowedAt) / NANOS * query.perSecond());
    allowedAt = now;
  }

  /** It has ended: what it still holds is skipped. */
  void leave() {
    for (Share share = tap.poll(); share != null; share = tap.poll()) {
      tap.skip(share.count());
    }
  }

  /** Adds a line that says how it stands, so that whoever reads knows, and shows to be there. */
  void tell(String state) {
    lines.text(
        "{\"tap\":\"%s\",\"shown\":%d,\"filtered\":%d,\"skipped\":%d}"
            .formatted(state, shown, filtered, tap.skipped()));
  }

  long shown() {
    return shown;
  }

  long filtered() {
    return filtered;
  }

  boolean hasLines() {
    return lines.bytes() > 0;
  }

  /** All lines so far. */
  byte[] takeLines() {
    return lines.take();
  }
}
