package io.spillway.streams.framing;

/**
 * RFC 6587, 3.4.1: {@code MSG-LEN SP SYSLOG-MSG}. Holds no more than {@code max} bytes of a frame,
 * whatever its header claims.
 */
final class OctetCountedFraming extends Framing {
  private static final int MAX_DIGITS = 7;
  private static final int INCOMPLETE = -1;
  private static final int UNREADABLE = -2;
  private static final int AT_HEADER = -1;

  /** Bytes of the frame from {@code slab.start} on, or {@link #AT_HEADER}. */
  private int frame = AT_HEADER;

  /** Bytes still to pass over. */
  private int toSkip;

  private boolean broken;

  OctetCountedFraming(FramingSettings settings, FramingCounts counts) {
    super(settings, counts);
  }

  @Override
  void scan(Slab slab) {
    while (!broken && !slab.full && skip(slab) && header(slab)) {
      if (frame > max) {
        tooLong(slab);
        if (toSkip > 0) {
          continue;
        }
      }
      if (frame > max || slab.length - slab.start < frame) {
        break;
      }
      slab.add(slab.start, slab.start + frame);
      slab.start += frame;
      frame = AT_HEADER;
    }
    slab.scanned = slab.length;
  }

  /** Passes over what is left of a frame; false if there is more of it to come. */
  private boolean skip(Slab slab) {
    if (toSkip == 0) {
      return true;
    }
    int n = Math.min(toSkip, slab.length - slab.start);
    toSkip -= n;
    if (toSkip > 0) {
      slab.dropRest();
      return false;
    }
    slab.start += n;
    return true;
  }

  /** Reads the header if it is not read yet; false if that can't be done (now). */
  private boolean header(Slab slab) {
    if (frame != AT_HEADER) {
      return true;
    }
    int digits = 0;
    int value = INCOMPLETE;
    for (int i = slab.start; i < slab.length && value == INCOMPLETE; i++) {
      if (slab.bytes[i] == ' ' && digits > 0) {
        value = number(slab.bytes, slab.start, i);
      } else if (!isDigit(slab.bytes[i], digits++)) {
        value = UNREADABLE;
      }
    }
    if (value >= 0) {
      frame = value;
      slab.start += digits + 1;
      return true;
    }
    broken = value == UNREADABLE;
    return false;
  }

  /** Whether {@code b} may be a header's digit number {@code before}. */
  static boolean isDigit(byte b, int before) {
    return before < MAX_DIGITS && b <= '9' && b >= (before == 0 ? '1' : '0');
  }

  private static int number(byte[] bytes, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + bytes[i] - '0';
    }
    return value;
  }

  private void tooLong(Slab slab) {
    int available = slab.length - slab.start;
    switch (tooLong) {
      case TRUNCATE -> {
        if (available >= max) {
          truncate(slab);
          slab.start += max;
          passOver(frame - max);
        }
      }
      case DISCARD -> {
        counts.discarded++;
        passOver(frame);
      }
      case SPLIT -> {
        int before = slab.start;
        split(slab, slab.start + Math.min(frame, available));
        frame -= slab.start - before;
      }
    }
  }

  private void passOver(int n) {
    toSkip = n;
    frame = AT_HEADER;
  }

  @Override
  void giveUp(Slab slab) {
    if (frame == AT_HEADER) {
      return;
    }
    int available = slab.length - slab.start;
    switch (tooLong) {
      case TRUNCATE -> {
        slab.add(slab.start, slab.length);
        counts.truncated++;
        passOver(frame - available);
      }
      case DISCARD -> {
        counts.discarded++;
        passOver(frame - available);
      }
      case SPLIT -> {
        slab.add(slab.start, slab.length);
        counts.split++;
        frame -= available;
      }
    }
    slab.start = slab.length;
    slab.dropRest();
  }

  @Override
  void end(Slab slab, boolean cut) {
    if (toSkip > 0 || broken || (frame == AT_HEADER && slab.start == slab.length)) {
      return;
    }
    counts.incomplete++;
    frame = AT_HEADER;
    addRest(slab);
  }

  @Override
  boolean broken() {
    return broken;
  }
}
