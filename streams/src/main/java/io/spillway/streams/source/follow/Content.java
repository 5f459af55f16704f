package io.spillway.streams.source.follow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a file as its records count them: of a compressed one, those that were compressed.
 */
interface Content extends Closeable {
  /** Reads some of what is at {@code offset}; -1 if nothing is there. */
  int read(ByteBuffer into, long offset) throws IOException;

  /** How many bytes there are now; {@link Long#MAX_VALUE} while that is not known. */
  long size() throws IOException;

  /** Whether bytes never change once they are there, so that looking back at them is in vain. */
  boolean isFinal();

  /** The {@code n} bytes at {@code offset}, or fewer at the end. */
  default byte[] bytes(int n, long offset) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(n);
    while (into.hasRemaining() && read(into, offset + into.position()) > 0) {}
    return java.util.Arrays.copyOf(into.array(), into.position());
  }
}
