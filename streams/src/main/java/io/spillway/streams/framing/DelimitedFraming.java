package io.spillway.streams.framing;

/**
 * Records that one byte ends: lines, or texts that a NUL ends. A line is too long if it has more
 * than {@code max} bytes before its line end, be that LF or CR LF; so with {@code max + 1} bytes of
 * which the last is a CR, the next byte decides.
 */
final class DelimitedFraming extends Framing {
  /** Whether the rest of a line that was too long is being passed over. */
  private boolean skipping;

  /** Where that record begins in its stream. */
  private long skippedFrom;

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
      skippedFrom = slab.offset + slab.start;
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
    return rest > max + 1 || (rest == max + 1 && !(lines && slab.bytes[slab.length - 1] == '\r'));
  }

  @Override
  void giveUp(Slab slab) {
    skippedFrom = slab.offset + slab.start;
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
  boolean skips() {
    return skipping;
  }

  @Override
  long resumesAt(Slab slab) {
    return skipping ? skippedFrom : super.resumesAt(slab);
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
