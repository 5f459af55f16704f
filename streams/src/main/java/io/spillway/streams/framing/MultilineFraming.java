package io.spillway.streams.framing;

/**
 * Lines joined to records, line ends between them kept. A record ends where a line begins the next
 * one, so the last one stays open until more comes, or {@link #endRecord}. One that would grow over
 * {@code max} ends before the line that is too much, and counts as split; a single line that is too
 * long is dealt with as any.
 */
final class MultilineFraming extends Framing {
  private static final long LINE_FEED = Delimiters.eight((byte) '\n');

  private final LineStart start;

  /** Bytes of the whole lines, from the slab's start, of the record at hand. */
  private int joined;

  MultilineFraming(FramingSettings settings, Multiline joining, FramingCounts counts) {
    super(settings, counts);
    this.start = new LineStart(joining);
  }

  @Override
  void scan(Slab slab) {
    int at = slab.scanned;
    while (!slab.full && (at = Delimiters.indexOf(slab.bytes, at, slab.length, LINE_FEED)) >= 0) {
      line(slab, at);
      at++;
    }
    if (slab.full) {
      slab.scanned = slab.start + joined;
      return;
    }
    slab.scanned = slab.length;
    rest(slab);
  }

  private void line(Slab slab, int lineFeed) {
    if (skipping) {
      skipping = false;
      slab.start = lineFeed + 1;
      return;
    }
    int from = slab.start + joined;
    int end = withoutReturn(slab.bytes, from, lineFeed);
    if (joined > 0 && start.test(slab.bytes, from, end)) {
      endRecord(slab);
    } else if (joined > 0 && end - slab.start > max) {
      counts.split++;
      endRecord(slab);
    }
    if (end - slab.start <= max) {
      joined = lineFeed + 1 - slab.start;
      return;
    }
    switch (tooLong) {
      case TRUNCATE -> truncate(slab);
      case DISCARD -> counts.discarded++;
      case SPLIT -> {
        split(slab, end);
        slab.add(slab.start, end);
      }
    }
    slab.start = lineFeed + 1;
  }

  private static int withoutReturn(byte[] bytes, int from, int lineFeed) {
    return lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
  }

  /** Bounds what is carried of a line whose end has not come. */
  private void rest(Slab slab) {
    if (!skipping && slab.length - slab.start > max + 1) {
      if (joined > 0) {
        counts.split++;
        endRecord(slab);
      }
      if (slab.length - slab.start > max + 1) {
        giveLineUp(slab);
      }
    }
    if (skipping) {
      slab.dropRest();
    }
  }

  @Override
  void endRecord(Slab slab) {
    if (joined > 0) {
      int lineFeed = slab.start + joined - 1;
      slab.add(slab.start, withoutReturn(slab.bytes, slab.start, lineFeed));
      slab.start = lineFeed + 1;
      joined = 0;
    }
  }

  @Override
  void giveUp(Slab slab) {
    endRecord(slab);
    if (slab.start < slab.length) {
      passOver(slab);
      slab.add(slab.start, slab.length);
      counts.truncated++;
      slab.start = slab.length;
      slab.dropRest();
    }
  }

  @Override
  void end(Slab slab, boolean cut) {
    int from = slab.start + joined;
    if (from == slab.length || start.test(slab.bytes, from, slab.length)) {
      endRecord(slab);
    }
    if (slab.start < slab.length) {
      if (cut) {
        counts.incomplete++;
      }
      addRest(slab);
      joined = 0;
    }
  }
}
