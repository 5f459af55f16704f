package io.spillway.streams.syslog;

/** How a message begins, on one line of plain ASCII, for the log. */
final class Preview {
  private static final int MOST_BYTES = 120;

  private Preview() {}

  /** The first 120 bytes; what is not printable ASCII, a quote or a backslash is escaped. */
  static String of(byte[] in, int start, int end) {
    int stop = Math.min(end, start + MOST_BYTES);
    StringBuilder text = new StringBuilder(stop - start + 8);
    for (int i = start; i < stop; i++) {
      char c = (char) (in[i] & 0xff);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c >= ' ' && c < 127) {
            text.append(c);
          } else {
            text.append("\\x%02x".formatted((int) c));
          }
        }
      }
    }
    return stop < end ? text.append("...").toString() : text.toString();
  }
}
