package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real file that is open. Its sink's. */
final class OpenFile implements OutputFile {
  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object key;
  private final long repaired;

  /** Takes over the channel, which is that of the file with this key. */
  OpenFile(Path path, FileChannel channel, @Nullable Object key, long repaired) {
    this.path = path;
    this.channel = channel;
    this.key = key;
    this.repaired = repaired;
  }

  @Override
  public long repaired() {
    return repaired;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public long write(ByteBuffer[] buffers) throws IOException {
    return channel.write(buffers);
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public boolean isAtPath() {
    try {
      return Objects.equals(key, FileKeys.at(path));
    } catch (IOException e) { // none there, or none that can be seen: opening it anew will tell
      return false;
    }
  }

  @Override
  public boolean isDeleted() {
    int links = FileKeys.links(key);
    return links == 0 || (links < 0 && Files.notExists(path));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
