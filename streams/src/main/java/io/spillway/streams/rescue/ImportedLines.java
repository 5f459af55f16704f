package io.spillway.streams.rescue;

import java.io.ByteArrayOutputStream;

/** Makes rescue lines of the lines that an import brings. One import's. */
interface ImportedLines {
  /**
   * Takes whole lines.
   *
   * @param in lines in {@code [0, end)}, the last byte a line feed; free again afterwards
   * @param to gets a rescue line for each
   */
  void take(byte[] in, int end, ByteArrayOutputStream to) throws ImportRefused;

  /** Records taken. */
  long records();

  /** Who is to get them; empty as long as no line has said so. */
  String sink();
}
