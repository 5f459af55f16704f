package io.spillway.streams.syslog;

/** The grammar of RFC 5424, 6.3: {@code [id name="value" name="value"]}. Stateless. */
final class StructuredData {
  private static final boolean[] IN_NAMES = new boolean[256];

  static {
    for (int b = ' ' + 1; b < 128; b++) {
      IN_NAMES[b] = b != '=' && b != ']' && b != '"';
    }
  }

  private StructuredData() {}

  /**
   * Position behind the element that begins at {@code in[at] == '['}, or negative if it is none.
   */
  static int element(byte[] in, int at, int end) {
    int p = nameEnd(in, at + 1, end);
    if (p == at + 1) {
      return HeaderReader.UNREADABLE;
    }
    while (p < end && in[p] == ' ') {
      int name = p + 1;
      p = nameEnd(in, name, end);
      if (p == name || end - p < 2 || in[p] != '=' || in[p + 1] != '"') {
        return HeaderReader.UNREADABLE;
      }
      p = valueEnd(in, p + 2, end) + 1;
    }
    return p < end && in[p] == ']' ? p + 1 : HeaderReader.UNREADABLE;
  }

  /** End of an id or a parameter's name. */
  static int nameEnd(byte[] in, int from, int end) {
    int i = from;
    while (i < end && IN_NAMES[in[i] & 0xff]) {
      i++;
    }
    return i;
  }

  /** Index of the quote that ends a value, or {@code end} if none does. */
  static int valueEnd(byte[] in, int from, int end) {
    int i = from;
    while (i < end && in[i] != '"') {
      i += in[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, end);
  }

  /** Whether a backslash and this byte stand for the byte alone. */
  static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || b == ']';
  }
}
