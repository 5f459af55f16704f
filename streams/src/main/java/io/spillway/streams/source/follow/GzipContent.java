package io.spillway.streams.source.follow;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a gzip file holds. It can only be read on from where it is; reading further back begins
 * anew. A file that is cut short, since it is still being written, fails with {@link EOFException}.
 */
final class GzipContent implements Content {
  private static final int BUFFER_BYTES = 64 << 10;

  private final FileChannel channel;
  private @Nullable InputStream bytes;
  private long position;
  private long length = Long.MAX_VALUE;

  /** Takes the channel over. */
  GzipContent(FileChannel channel) {
    this.channel = channel;
  }

  /** Whether a file begins as gzip files do. */
  static boolean is(FileChannel channel) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(3);
    return channel.read(magic, 0) == 3
        && magic.get(0) == (byte) 0x1f
        && magic.get(1) == (byte) 0x8b
        && magic.get(2) == 8;
  }

  private InputStream begin() throws IOException {
    channel.position(0);
    position = 0;
    return new GZIPInputStream(
        new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES), BUFFER_BYTES);
  }

  @Override
  public int read(ByteBuffer into, long offset) throws IOException {
    InputStream from = bytes;
    if (from == null || offset < position) {
      from = begin();
      bytes = from;
    }
    while (position < offset) {
      long skipped = from.skip(offset - position);
      if (skipped <= 0) {
        length = position;
        return -1;
      }
      position += skipped;
    }
    int n = from.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
    if (n < 0) {
      length = position;
    } else {
      position += n;
      into.position(into.position() + n);
    }
    return n;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public boolean isFinal() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
