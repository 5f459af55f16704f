package io.spillway.streams.framing;

/**
 * Records that one byte ends: lines, or texts that a NUL ends. A line is too long if it has more
 * than {@code max} bytes before its line end, be that LF or CR LF; so with {@code max + 1} bytes of
 * which the last is a CR, the next byte decides.
 */
final class DelimitedFraming extends Framing {
  /** Whether a CR before the end is not part of the record. */
  private final boolean lines;

  private final long delimiter;

  DelimitedFraming(FramingSettings settings, FramingCounts counts, byte delimiter) {
    super(settings, counts);
    this.lines = delimiter == '\n';
    this.delimiter = Delimiters.eight(delimiter);
  }

  @Override
  void scan(Slab slab) {
    byte[] bytes = slab.bytes;
    int length = slab.length;
    int at = slab.scanned;
    while (!slab.full && (at = Delimiters.indexOf(bytes, at, length, delimiter)) >= 0) {
      record(slab, bytes, at);
      slab.start = ++at;
    }
    if (slab.full) {
      slab.scanned = slab.start;
      return;
    }
    slab.scanned = length;
    rest(slab);
  }

  private void record(Slab slab, byte[] bytes, int delimited) {
    if (skipping) {
      skipping = false;
      return;
    }
    int start = slab.start;
    boolean cut = lines && delimited > start && bytes[delimited - 1] == '\r';
    int end = cut ? delimited - 1 : delimited;
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

  /** Bounds what is carried of a record whose end has not come. */
  private void rest(Slab slab) {
    if (!skipping && restIsTooLong(slab)) {
      if (tooLong == TooLong.SPLIT) {
        splitRest(slab);
      } else {
        giveLineUp(slab);
      }
    }
    if (skipping) {
      slab.dropRest();
    }
  }

  private void splitRest(Slab slab) {
    while (restIsTooLong(slab)) {
      slab.add(slab.start, slab.start + max);
      slab.start += max;
      counts.split++;
    }
  }

  private boolean restIsTooLong(Slab slab) {
    int rest = slab.length - slab.start;
    return rest > max + 1 || (rest == max + 1 && !(lines && slab.bytes[slab.length - 1] == '\r'));
  }

  @Override
  void giveUp(Slab slab) {
    switch (tooLong) {
      case TRUNCATE -> {
        passOver(slab);
        slab.add(slab.start, slab.length);
        counts.truncated++;
      }
      case DISCARD -> {
        passOver(slab);
        counts.discarded++;
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
