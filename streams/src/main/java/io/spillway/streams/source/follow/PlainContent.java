package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file as it is. */
final class PlainContent implements Content {
  private final FileChannel channel;

  private PlainContent(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens what is at {@code path}, if it is still the file of that key.
   *
   * @throws MovedException if the path leads to another file by now
   */
  static PlainContent open(Path path, Object key) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      if (!Objects.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey(), key)) {
        throw new MovedException(path);
      }
      return new PlainContent(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
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
