package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Repairs a file whose last record was cut by a crash: what follows the last line end moves to
 * {@code <file>.torn}, so that it neither stays glued to the next record nor is lost. A crash in
 * the middle of it leaves the bytes in both.
 */
public final class TornTail {
  /** What the name of a file of torn tails ends with. */
  static final String SUFFIX = ".torn";

  private static final int CHUNK = 64 << 10;

  private TornTail() {}

  /** Bytes moved, 0 if the file ends with a line end or is empty. */
  static long repair(Path file, FileChannel channel) throws IOException {
    return repair(channel, file.resolveSibling(file.getFileName() + SUFFIX));
  }

  /** As {@link #repair(Path, FileChannel)}, to a file of the caller's choice. */
  public static long repair(FileChannel channel, Path torn) throws IOException {
    long size = channel.size();
    long whole = endOfLastLine(channel, size);
    if (whole == size) {
      return 0;
    }
    try (FileChannel to =
        FileChannel.open(torn, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long at = whole; at < size; ) {
        at += channel.transferTo(at, size - at, to);
      }
      to.write(ByteBuffer.wrap(new byte[] {'\n'}));
      to.force(true);
    }
    channel.truncate(whole);
    channel.force(true);
    return size - whole;
  }

  private static long endOfLastLine(FileChannel channel, long size) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long end = size; end > 0; end -= CHUNK) {
      long start = Math.max(0, end - CHUNK);
      chunk.clear().limit((int) (end - start));
      while (chunk.hasRemaining() && channel.read(chunk, start + chunk.position()) > 0) {}
      for (int i = chunk.position() - 1; i >= 0; i--) {
        if (chunk.get(i) == '\n') {
          return start + i + 1;
        }
      }
    }
    return 0;
  }
}
