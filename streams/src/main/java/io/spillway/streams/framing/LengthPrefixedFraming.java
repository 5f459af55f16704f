package io.spillway.streams.framing;

/** Four bytes, the highest first, say how many bytes follow. More than 256 MiB can't be meant. */
final class LengthPrefixedFraming extends CountedFraming {
  private static final int HEADER_BYTES = 4;

  LengthPrefixedFraming(FramingSettings settings, FramingCounts counts) {
    super(settings, counts);
  }

  @Override
  int readHeader(Slab slab) {
    if (slab.length - slab.start < HEADER_BYTES) {
      return INCOMPLETE;
    }
    int value = 0;
    for (int i = 0; i < HEADER_BYTES; i++) {
      value = (value << 8) | (slab.bytes[slab.start + i] & 0xff);
    }
    if (value < 0 || value > FramingSettings.MAX_PREFIXED_BYTES) {
      return UNREADABLE;
    }
    slab.start += HEADER_BYTES;
    return value;
  }
}
