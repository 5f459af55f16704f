package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens a file as what it is. */
final class Contents {
  private Contents() {}

  /**
   * What is at {@code path}, if it is still the file of that key.
   *
   * @throws MovedException if the path leads to another file by now
   */
  static Content open(Path path, Object key) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      if (!key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
        throw new MovedException(path);
      }
      return GzipContent.is(channel) ? new GzipContent(channel) : new PlainContent(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
