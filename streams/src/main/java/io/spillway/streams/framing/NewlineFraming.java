package io.spillway.streams.framing;

/**
 * Lines. A line is too long if it has more than {@code max} bytes before its line end, be that LF
 * or CR LF; so with {@code max + 1} bytes of which the last is a CR, the next byte decides.
 */
final class NewlineFraming extends Framing {
  /** Whether the rest of a line that was too long is being passed over. */
  private boolean skipping;

  NewlineFraming(FramingSettings settings, FramingCounts counts) {
    super(settings, counts);
  }

  @Override
  void scan(Slab slab) {
    byte[] bytes = slab.bytes;
    int length = slab.length;
    int at = slab.scanned;
    while (!slab.full && (at = LineFeeds.indexOf(bytes, at, length)) >= 0) {
      line(slab, bytes, at);
      slab.start = ++at;
    }
    if (slab.full) {
      slab.scanned = slab.start;
      return;
    }
    slab.scanned = length;
    rest(slab);
  }

  private void line(Slab slab, byte[] bytes, int lineFeed) {
    if (skipping) {
      skipping = false;
      return;
    }
    int start = slab.start;
    int end = lineFeed > start && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    if (end - start <= max) {
      slab.add(start, end);
    } else {
      tooLong(slab, end);
    }
  }

  private void tooLong(Slab slab, int end) {
    switch (tooLong) {
      case TRUNCATE -> truncate(slab);
      case DISCARD -> counts.discarded++;
      case SPLIT -> {
        split(slab, end);
        slab.add(slab.start, end);
      }
    }
  }

  /** Bounds what is carried of a line whose end has not come. */
  private void rest(Slab slab) {
    if (!skipping && restIsTooLong(slab)) {
      switch (tooLong) {
        case TRUNCATE -> {
          truncate(slab);
          slab.start += max;
          skipping = true;
        }
        case DISCARD -> {
          counts.discarded++;
          skipping = true;
        }
        case SPLIT -> {
          while (restIsTooLong(slab)) {
            slab.add(slab.start, slab.start + max);
            slab.start += max;
            counts.split++;
          }
        }
      }
    }
    if (skipping) {
      slab.dropRest();
    }
  }

  private boolean restIsTooLong(Slab slab) {
    int rest = slab.length - slab.start;
    return rest > max + 1 || (rest == max + 1 && slab.bytes[slab.length - 1] != '\r');
  }

  @Override
  void giveUp(Slab slab) {
    switch (tooLong) {
      case TRUNCATE -> {
        slab.add(slab.start, slab.length);
        counts.truncated++;
        skipping = true;
      }
      case DISCARD -> {
        counts.discarded++;
        skipping = true;
      }
      case SPLIT -> {
        slab.add(slab.start, slab.length);
        counts.split++;
      }
    }
    slab.start = slab.length;
    slab.dropRest();
  }

  @Override
  void end(Slab slab, boolean cut) {
    if (slab.start == slab.length) {
      return;
    }
    if (cut && slab.length - slab.start <= max) {
      counts.incomplete++;
    }
    addRest(slab);
  }
}
