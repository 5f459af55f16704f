package io.spillway.streams.rescue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a rescue file that can't be read, on their way to a file of their own; made at the
 * first.
 */
final class BadLines implements Closeable {
  private final Path path;
  private @Nullable FileChannel file;

  BadLines(Path path) {
    this.path = path;
  }

  void add(byte[] in, int start, int end) throws IOException {
    FileChannel to = file;
    if (to == null) {
      to =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      file = to;
    }
    ByteBuffer[] line = {
      ByteBuffer.wrap(in, start, end - start), ByteBuffer.wrap(new byte[] {'\n'})
    };
    while (line[1].hasRemaining()) {
      to.write(line);
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel to = file;
    if (to != null) {
      to.force(true);
      to.close();
    }
  }
}
