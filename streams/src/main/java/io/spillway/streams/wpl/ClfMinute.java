package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;

/**
 * The CLF time read last, and how it was spelled: one of the same minute and zone, as the next line
 * of a log mostly has, differs in two digits. One per {@link Run}.
 */
final class ClfMinute {
  /** {@code dd/Mon/yyyy:hh:mm:ss +hhmm}, and {@code yyyy-mm-ddThh:mm:ss+hh:mm}. */
  private static final int READ = 26;

  private static final int SPELLED = 25;
  private static final int SECOND_READ = 18;
  private static final int SECOND_SPELLED = 17;

  /** Of eight bytes the last six: the zone behind the second. */
  private static final long ZONE = ~0xffffL;

  private long date;
  private long clock;

  /** No text has this at first: it shares bytes with {@link #clock}. */
  private long minute = -1;

  private long zone;
  private final byte[] spelled = new byte[SPELLED];

  /** Reads and adds a time of the minute kept; the position after it, or {@link Bytes#NONE}. */
  int read(Run run, Field field, int at, int end) {
    byte[] in = run.in;
    if (end - at < READ
        || Bytes.word(in, at) != date
        || Bytes.word(in, at + 8) != clock
        || Bytes.word(in, at + 10) != minute
        || (Bytes.word(in, at + SECOND_READ) & ZONE) != zone
        || TimeParts.two(in, at + SECOND_READ) < 0
        || TimeParts.two(in, at + SECOND_READ) > 60
        || (end - at > READ && Bytes.isDigit(in[at + READ]))) {
      return Bytes.NONE;
    }
    Events events = run.events;
    byte[] out = events.scratch(SPELLED);
    int start = events.scratchLength();
    System.arraycopy(spelled, 0, out, start, SPELLED);
    out[start + SECOND_SPELLED] = in[at + SECOND_READ];
    out[start + SECOND_SPELLED + 1] = in[at + SECOND_READ + 1];
    events.keepScratch(SPELLED);
    run.emit(field, FieldType.TIME, Events.IN_SCRATCH, start, start + SPELLED);
    return at + READ;
  }

  /** Keeps the time at {@code in[at, after)}, which is spelled from {@code start} of scratch on. */
  void keep(Run run, int at, int after, int start) {
    byte[] in = run.in;
    if (after - at == READ
        && run.events.scratchLength() - start == SPELLED
        && in[at + 14] == ':'
        && in[at + 17] == ':'
        && in[at + 20] == ' ') {
      date = Bytes.word(in, at);
      clock = Bytes.word(in, at + 8);
      minute = Bytes.word(in, at + 10);
      zone = Bytes.word(in, at + SECOND_READ) & ZONE;
      System.arraycopy(run.events.scratch(0), start, spelled, 0, SPELLED);
    }
  }
}
