package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file as it is. */
final class PlainContent implements Content {
  private final FileChannel channel;

  /** Takes the channel over. */
  PlainContent(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into, long offset) throws IOException {
    return channel.read(into, offset);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public boolean isFinal() {
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
