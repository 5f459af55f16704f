package io.spillway.app.stat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What a file of lines holds.
 *
 * @param lines line feeds
 * @param quoted line feeds within double quotes
 * @param hasHeader whether it begins with the header asked for
 * @param rest bytes behind the last line feed
 */
record Lines(long lines, long quoted, boolean hasHeader, long rest) {
  private static final int AT_ONCE = 256 << 10;

  /** Reads it to its end. */
  static Lines of(InputStream in, byte[] header) throws IOException {
    byte[] bytes = new byte[AT_ONCE];
    int read = in.readNBytes(bytes, 0, Math.max(header.length, 1));
    boolean hasHeader =
        header.length > 0 && Arrays.equals(bytes, 0, read, header, 0, header.length);
    Count count = new Count();
    for (; read > 0; read = in.read(bytes)) {
      count.add(bytes, read);
    }
    return new Lines(count.lines, count.quoted, hasHeader, count.rest);
  }

  /** Counts as bytes come; plain loops, since files may be large. */
  private static final class Count {
    private long lines;
    private long quoted;
    private long rest;
    private boolean inQuotes;

    void add(byte[] bytes, int length) {
      int last = -1;
      for (int i = 0; i < length; i++) {
        byte b = bytes[i];
        if (b == '\n') {
          lines++;
          last = i;
          if (inQuotes) {
            quoted++;
          }
        } else if (b == '"') {
          inQuotes = !inQuotes;
        }
      }
      rest = last < 0 ? rest + length : length - 1 - last;
    }
  }
}
