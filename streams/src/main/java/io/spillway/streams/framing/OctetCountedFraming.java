package io.spillway.streams.framing;

/** RFC 6587, 3.4.1: {@code MSG-LEN SP SYSLOG-MSG}. */
final class OctetCountedFraming extends CountedFraming {
  private static final int MAX_DIGITS = 7;

  OctetCountedFraming(FramingSettings settings, FramingCounts counts) {
    super(settings, counts);
  }

  @Override
  int readHeader(Slab slab) {
    for (int i = slab.start; i < slab.length; i++) {
      int digits = i - slab.start;
      if (slab.bytes[i] == ' ' && digits > 0) {
        int value = number(slab.bytes, slab.start, i);
        slab.start = i + 1;
        return value;
      } else if (!isDigit(slab.bytes[i], digits)) {
        return UNREADABLE;
      }
    }
    return INCOMPLETE;
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
}
