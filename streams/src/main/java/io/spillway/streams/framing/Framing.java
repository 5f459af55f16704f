package io.spillway.streams.framing;

/**
 * One way to find records; has the state between chunks that the slab does not hold. Gives the same
 * records wherever the stream is cut into chunks, and never throws on input.
 */
abstract sealed class Framing permits MultilineFraming, DelimitedFraming, CountedFraming {
  final int max;
  final TooLong tooLong;
  final FramingCounts counts;

  /** Whether the rest of a line that was too long is being passed over. */
  boolean skipping;

  /** Where that line begins in its stream. */
  private long skippedFrom;

  Framing(FramingSettings settings, FramingCounts counts) {
    this.max = settings.maxRecordBytes();
    this.tooLong = settings.tooLong();
    this.counts = counts;
  }

  static Framing of(FramingKind kind, FramingSettings settings, FramingCounts counts) {
    if (settings.multiline().isPresent()) {
      return new MultilineFraming(settings, settings.multiline().get(), counts);
    }
    return switch (kind) {
      case OCTET_COUNTED -> new OctetCountedFraming(settings, counts);
      case LENGTH_PREFIXED -> new LengthPrefixedFraming(settings, counts);
      case NUL -> new DelimitedFraming(settings, counts, (byte) 0);
      case NEWLINE, AUTO -> new DelimitedFraming(settings, counts, (byte) '\n');
    };
  }

  /** Adds the records that end in the slab. */
  abstract void scan(Slab slab);

  /**
   * Nothing follows: the rest of the slab is the last record, if there is one.
   *
   * @param cut whether the stream was broken off rather than ended by its sender
   */
  abstract void end(Slab slab, boolean cut);

  /**
   * Deals with the rest of the slab, which has no record end, as with a record that is too long.
   */
  abstract void giveUp(Slab slab);

  /** See {@link Framer#endRecord}. */
  void endRecord(Slab slab) {}

  /** See {@link Framer#skips}. */
  final boolean skips() {
    return skipping;
  }

  /** See {@link Framer#resumesAt}. */
  final long resumesAt(Slab slab) {
    return skipping ? skippedFrom : slab.offset + slab.start;
  }

  /** Whether it lost its place in the stream, so that nothing after it can be read. */
  boolean broken() {
    return false;
  }

  /** Adds all of the rest as one record, as far as {@code tooLong} lets it. */
  final void addRest(Slab slab) {
    if (slab.length - slab.start > max) {
      switch (tooLong) {
        case TRUNCATE -> {
          truncate(slab);
          slab.start = slab.length;
          return;
        }
        case DISCARD -> {
          counts.discarded++;
          slab.start = slab.length;
          return;
        }
        case SPLIT -> split(slab, slab.length);
      }
    }
    slab.add(slab.start, slab.length);
    slab.start = slab.length;
    slab.scanned = slab.length;
  }

  final void truncate(Slab slab) {
    slab.add(slab.start, slab.start + max);
    counts.truncated++;
  }

  /** Bounds what is carried of a line that is too long already, and whose end has not come. */
  final void giveLineUp(Slab slab) {
    switch (tooLong) {
      case TRUNCATE -> {
        passOver(slab);
        truncate(slab);
        slab.start += max;
      }
      case DISCARD -> {
        passOver(slab);
        counts.discarded++;
      }
      case SPLIT -> split(slab, slab.length);
    }
  }

  /** Passes over the line at the slab's start until it ends. */
  final void passOver(Slab slab) {
    skippedFrom = slab.offset + slab.start;
    skipping = true;
  }

  /** Cuts records of {@code max} bytes off, until what is left before {@code end} is no longer. */
  final void split(Slab slab, int end) {
    while (end - slab.start > max) {
      slab.add(slab.start, slab.start + max);
      slab.start += max;
      counts.split++;
    }
  }
}
