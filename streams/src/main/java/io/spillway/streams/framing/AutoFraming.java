package io.spillway.streams.framing;

/**
 * The choice of {@link FramingKind#AUTO}: nginx lines begin with digits too, so digits alone say
 * nothing.
 */
final class AutoFraming {
  private AutoFraming() {}

  /** What a stream is that begins with {@code bytes[from, to)}, or AUTO if more must be seen. */
  static FramingKind kind(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && OctetCountedFraming.isDigit(bytes[i], i - from)) {
      i++;
    }
    if (i == to) {
      return FramingKind.AUTO;
    } else if (i == from || bytes[i] != ' ') {
      return FramingKind.NEWLINE;
    } else if (i + 1 == to) {
      return FramingKind.AUTO;
    }
    return bytes[i + 1] == '<' ? FramingKind.OCTET_COUNTED : FramingKind.NEWLINE;
  }
}
