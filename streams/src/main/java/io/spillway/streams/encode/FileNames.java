package io.spillway.streams.encode;

/** Makes what came with a record fit to be a part of a file's name. Stateless. */
final class FileNames {
  private static final int LONGEST = 150;

  private FileNames() {}

  /**
   * What was written from {@code start} on loses slashes, control characters, what is not ASCII and
   * a first dot, all of which become underscores, and what is too long; nothing becomes one
   * underscore.
   */
  static void clean(OutBuffer out, int start) {
    byte[] bytes = out.room(1);
    int end = Math.min(out.length(), start + LONGEST);
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b <= ' ' || b == '/' || b == 0x7f || (b == '.' && i == start)) {
        bytes[i] = '_';
      }
    }
    if (end == start) {
      bytes[end++] = '_';
    }
    out.to(end);
  }
}
